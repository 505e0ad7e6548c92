import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runPython } from '../../testing/python-clients.ts';
import { valuesOf } from '../../testing/wire/values.ts';
import type { Shape } from '../aws/call.ts';
import { modelOf, operationOf } from '../aws/model/model.ts';
import type { WireRequest, WireResponse } from './wire.ts';
import { wireOf } from './wires.ts';

const SCRIPT = join(import.meta.dirname, '../../testing/wire/botocore_wires.py');
const CALLS_EACH = 5;
/** What botocore does beside its parser: the location is the root's own text. */
const BESIDE_THE_PARSER = ['GetBucketLocation'];

interface Call {
  readonly service: string;
  readonly operation: string;
  readonly protocol: string;
  readonly input: Shape;
  readonly output: Shape;
}

const services = readdirSync(join(import.meta.dirname, '../aws/model/data')).map((name) =>
  name.replace('.json', ''),
);

function callsOf(service: string): Call[] {
  const model = modelOf(service);
  const { protocol, protocols = [protocol] } = model.metadata;
  return protocols.flatMap((spoken) =>
    Object.keys(model.operations).flatMap((operation) => {
      const { input, output } = operationOf(model, operation) ?? {};
      const none = fc.constant({});
      const both = fc.tuple(input ? valuesOf(model, input) : none, output ? valuesOf(model, output) : none);
      return fc.sample(both, { numRuns: CALLS_EACH, seed: 7 }).map(([given, answered]) => ({
        service,
        operation,
        protocol: spoken,
        input: given,
        output: answered,
      }));
    }),
  );
}

/** Values as the script has them; nothing where nothing is said. */
function tagged(value: unknown): unknown {
  if (value instanceof Date) return { $date: value.getTime() / 1000 };
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return value.map(tagged);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, item]) => [name, tagged(item)] as const);
  const isEmpty = (item: unknown): boolean =>
    item === undefined || (typeof item === 'object' && item !== null && Object.keys(item).length === 0);
  return Object.fromEntries(entries.filter(([, item]) => !isEmpty(item)));
}

/** Header by which a protocol's requests are told from another's. */
const FORM = 'application/x-www-form-urlencoded';

interface PythonRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function received({ method, path, query, headers, body }: PythonRequest): WireRequest {
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    method,
    path,
    rawQuery: query,
    query: new URLSearchParams(query),
    headers: Object.fromEntries(lower) as Record<string, string>,
    body: Buffer.from(body, 'base64'),
  };
}

/** The wire that botocore's protocol is, and its answer to the call. */
function answerOf({ service, operation, protocol, output }: Call): Shape {
  const model = modelOf(service);
  const path = protocol === 'smithy-rpc-v2-cbor' ? '/service/x' : '/';
  const headers: Record<string, string> =
    protocol === 'query' ? { 'content-type': FORM } : { 'x-amz-target': 'x' };
  const form = received({ method: 'POST', path, query: '', headers, body: '' });
  const {
    status,
    headers: sent,
    body,
  }: WireResponse = wireOf(form, model).encode(output, model, operation, 'r-1');
  if (body instanceof Readable) throw new Error('the body of this test is at hand');
  return { status, headers: sent, body: Buffer.from(body).toString('base64') };
}

const OWN = /^(ClientToken|ClientRequestToken|clientToken|Content(Length|Type)|Body|Payload|StatusCode)$/;
const without = (value: unknown, given: Shape): unknown =>
  Object.fromEntries(
    Object.entries(value as Shape).filter(([name]) => Object.hasOwn(given, name) || !OWN.test(name)),
  );

test('what botocore writes is read as it was given, and what is answered is read by botocore as it was', async () => {
  const calls = services.flatMap(callsOf);
  const models = Object.fromEntries(services.map((service) => [service, modelOf(service)]));
  const asked = calls.map((call) => ({
    ...call,
    input: tagged(call.input),
    output: undefined,
    answer: answerOf(call),
  }));
  const { stdout, stderr } = await runPython([SCRIPT], {}, JSON.stringify({ models, calls: asked }));
  expect(stderr).toBe('');
  const answers = JSON.parse(stdout) as { request: PythonRequest; output: Shape }[];
  expect(answers).toHaveLength(calls.length);
  for (const [index, { request, output }] of answers.entries()) {
    const call = calls[index] as Call;
    const model = modelOf(call.service);
    const seen = received(request);
    const wire = wireOf(seen, model);
    const { operation, path } = wire.operationOf(seen, model);
    const decoded = without(tagged(wire.decode(seen, model, operation, path)), call.input);
    const named = `${call.service} ${call.operation} by ${call.protocol}`;
    expect([named, operation, decoded]).toEqual([named, call.operation, tagged(call.input)]);
    if (!BESIDE_THE_PARSER.includes(operation))
      expect([named, without(tagged(output), call.output)]).toEqual([named, tagged(call.output)]);
  }
}, 120_000);
