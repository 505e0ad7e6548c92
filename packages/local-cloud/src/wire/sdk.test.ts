import { Readable } from 'node:stream';
import * as cloudformation from '@aws-sdk/client-cloudformation';
import * as monitoring from '@aws-sdk/client-cloudwatch';
import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as ecr from '@aws-sdk/client-ecr';
import * as events from '@aws-sdk/client-eventbridge';
import * as glue from '@aws-sdk/client-glue';
import * as iam from '@aws-sdk/client-iam';
import * as kms from '@aws-sdk/client-kms';
import * as lambda from '@aws-sdk/client-lambda';
import * as redshiftData from '@aws-sdk/client-redshift-data';
import * as redshiftServerless from '@aws-sdk/client-redshift-serverless';
import * as s3 from '@aws-sdk/client-s3';
import * as scheduler from '@aws-sdk/client-scheduler';
import * as states from '@aws-sdk/client-sfn';
import * as sns from '@aws-sdk/client-sns';
import * as sqs from '@aws-sdk/client-sqs';
import * as ssm from '@aws-sdk/client-ssm';
import * as sts from '@aws-sdk/client-sts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { valuesOf } from '../../testing/wire/values.ts';
import type { Shape } from '../aws/call.ts';
import { checkOf, type Fault } from '../aws/model/faults.ts';
import { modelOf, operationOf, type ServiceModel } from '../aws/model/model.ts';
import type { WireRequest, WireResponse } from './wire.ts';
import { wireOf } from './wires.ts';

type Module = Readonly<Record<string, unknown>>;
const modules: Readonly<Record<string, readonly [module: Module, client: string]>> = {
  cloudformation: [cloudformation, 'CloudFormationClient'],
  ecr: [ecr, 'ECRClient'],
  events: [events, 'EventBridgeClient'],
  glue: [glue, 'GlueClient'],
  iam: [iam, 'IAMClient'],
  kms: [kms, 'KMSClient'],
  lambda: [lambda, 'LambdaClient'],
  logs: [logs, 'CloudWatchLogsClient'],
  monitoring: [monitoring, 'CloudWatchClient'],
  'redshift-data': [redshiftData, 'RedshiftDataClient'],
  'redshift-serverless': [redshiftServerless, 'RedshiftServerlessClient'],
  s3: [s3, 'S3Client'],
  scheduler: [scheduler, 'SchedulerClient'],
  sns: [sns, 'SNSClient'],
  sqs: [sqs, 'SQSClient'],
  ssm: [ssm, 'SSMClient'],
  states: [states, 'SFNClient'],
  sts: [sts, 'STSClient'],
};

interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | Readable;
}

const encode = encodeURIComponent;

/** What the server would see of a request of the SDK. */
async function received(request: SdkRequest): Promise<WireRequest> {
  const rawQuery = Object.entries(request.query)
    .flatMap(([name, value]) => [value ?? ''].flat().map((item) => `${encode(name)}=${encode(item)}`))
    .join('&');
  const { body = '' } = request;
  const lower = Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    method: request.method,
    path: request.path,
    rawQuery,
    query: new URLSearchParams(rawQuery),
    headers: Object.fromEntries(lower) as Record<string, string>,
    body: body instanceof Readable ? Buffer.concat(await body.toArray()) : Buffer.from(body),
  };
}

interface Exchange {
  readonly input: Shape;
  readonly output: Shape;
}

/** A call of the SDK whose request is decoded, and answered with `output` encoded. */
async function exchange(service: string, operation: string, input: Shape, output: Shape): Promise<Exchange> {
  const model = modelOf(service);
  const [module, clientName] = modules[service] ?? [{}, ''];
  let decoded: Shape = {};
  const requestHandler = {
    handle: async (request: SdkRequest) => {
      const seen = await received(request);
      const wire = wireOf(seen, model);
      const asked = wire.operationOf(seen, model);
      expect(asked.operation).toBe(operation);
      decoded = wire.decode(seen, model, operation, asked.path);
      const { status, headers, body }: WireResponse = wire.encode(output, model, operation, 'request-1');
      const stream = body instanceof Readable ? body : Readable.from([Buffer.from(body)]);
      return { response: { statusCode: status, headers, body: stream } };
    },
    destroy: () => undefined,
  };
  const client = new (
    module[clientName] as new (
      options: object,
    ) => { send(command: object): Promise<Shape> }
  )({
    region: 'us-east-1',
    endpoint: 'http://127.0.0.1:1',
    credentials: { accessKeyId: 'A', secretAccessKey: 'S' },
    requestHandler,
    maxAttempts: 1,
    disableHostPrefix: true,
    forcePathStyle: true,
    ...(service === 'sqs' && { md5: false }),
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    useQueueUrlAsEndpoint: false,
  });
  const Command = module[`${operation}Command`] as new (input: object) => object;
  const { $metadata: _, ...answer } = await client.send(new Command(input));
  return { input: decoded, output: answer };
}

/** Values of both sides in one form: bytes as text, nothing where nothing is said. */
async function plain(value: unknown): Promise<unknown> {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof Date || typeof value !== 'object' || value === null) return value;
  if (value instanceof Readable) return Buffer.concat(await value.toArray()).toString('base64');
  if (Array.isArray(value)) return Promise.all(value.map(plain));
  const entries = Object.entries(value).filter(([, item]) => item !== undefined && item !== null);
  const plained = await Promise.all(entries.map(async ([name, item]) => [name, await plain(item)] as const));
  const isEmpty = (item: unknown): boolean =>
    typeof item === 'object' && item !== null && !(item instanceof Date) && Object.keys(item).length === 0;
  return Object.fromEntries(plained.filter(([, item]) => !isEmpty(item)));
}

/** Members that are there without being given: tokens and checksums of the client, what HTTP says of an answer, empty bodies. */
const OWN =
  /^(Client(Request)?Token|clientToken|Checksum\w*|Content(MD5|Length|Type)|Body|Payload|StatusCode)$/;
const without = (value: unknown, given: Shape): unknown =>
  Object.fromEntries(
    Object.entries(value as Shape).filter(([name]) => Object.hasOwn(given, name) || !OWN.test(name)),
  );

const operations = Object.keys(modules).flatMap((service) =>
  Object.keys(modelOf(service).operations).map((operation): [string, string] => [service, operation]),
);

const shapesOf = (model: ServiceModel, operation: string) => {
  const { input, output } = operationOf(model, operation) ?? {};
  const none = fc.constant({});
  // The SDK's own readers lose entries of that name.
  const readable = (value: Shape): boolean => !JSON.stringify(value).includes('"__proto__":');
  return fc.tuple(
    input ? valuesOf(model, input) : none,
    output ? valuesOf(model, output).filter(readable) : none,
  );
};

/** Faults other than those of the values, which are random here. */
function unreadable(model: ServiceModel, operation: string, input: Shape): readonly Fault[] {
  const use = operationOf(model, operation)?.input;
  return use ? checkOf(model, use)(input).filter(({ kind }) => kind !== 'constraint') : [];
}

describe('what the SDK writes is read as it was given, and what is answered is read by the SDK as it was', () => {
  test.each(operations)('%s %s', async (service, operation) => {
    const model = modelOf(service);
    await fc.assert(
      fc.asyncProperty(shapesOf(model, operation), async ([input, output]) => {
        const seen = await exchange(service, operation, input, output);
        expect(unreadable(model, operation, seen.input)).toEqual([]);
        expect(without(await plain(seen.input), input)).toEqual(await plain(input));
        expect(without(await plain(seen.output), output)).toEqual(await plain(output));
      }),
      { numRuns: 10 },
    );
  });
});
