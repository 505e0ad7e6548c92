import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Call, Shape } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import type { LegacyOperation } from '../../kernel/legacy.ts';
import { encodeJson, jsonError } from '../../wire/old/json.ts';
import { queryError, queryInput, queryResponse } from '../../wire/old/query.ts';
import { decodeCbor, encodeCbor } from './cbor.ts';

const NAMESPACE = 'http://monitoring.amazonaws.com/doc/2010-08-01/';
const RPC = /^\/service\/GraniteServiceVersion20100801\/operation\/(\w+)$/;

/** One wire format: CloudWatch speaks three, and each client has its own choice. */
interface Wire {
  readonly operation: string;
  readonly input: () => Shape;
  readonly type: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly output: (output: Shape, requestId: string) => Buffer;
  readonly error: (error: ServiceError, requestId: string) => Buffer;
}

const json = (value: unknown): Buffer => Buffer.from(encodeJson(value));

/** Query clients know errors by codes of their own: `awsQueryError` of CloudWatch's model. */
const QUERY_CODES: Readonly<Record<string, string>> = {
  ResourceNotFoundException: 'ResourceNotFound',
  InvalidParameterValueException: 'InvalidParameterValue',
  MissingRequiredParameterException: 'MissingParameter',
  InvalidParameterCombinationException: 'InvalidParameterCombination',
};
const queryCode = ({ code }: ServiceError): string => QUERY_CODES[code] ?? code;

function wireOf(req: IncomingMessage, body: Buffer): Wire {
  const rpc = RPC.exec(req.url ?? '')?.[1];
  if (rpc !== undefined)
    return {
      operation: rpc,
      input: () => (body.length === 0 ? {} : (decodeCbor(body) as Shape)),
      type: 'application/cbor',
      headers: { 'smithy-protocol': 'rpc-v2-cbor' },
      output: (output) => encodeCbor(output),
      error: (error) => encodeCbor(jsonError(error)),
    };
  const target = String(req.headers['x-amz-target'] ?? '');
  if (target !== '')
    return {
      operation: target.split('.').at(-1) ?? '',
      input: () => (body.length === 0 ? {} : (JSON.parse(body.toString('utf8')) as Shape)),
      type: 'application/x-amz-json-1.0',
      headers: {},
      output: json,
      error: (error) => json(jsonError(error)),
    };
  const { operation, input } = queryInput(body.toString('utf8'));
  return {
    operation,
    input: () => input,
    type: 'text/xml',
    headers: {},
    output: (output, requestId) => Buffer.from(queryResponse(operation, output, NAMESPACE, requestId)),
    error: (error, requestId) => {
      const coded = new ServiceError(queryCode(error), error.message, error.statusCode);
      return Buffer.from(queryError(coded, NAMESPACE, requestId));
    },
  };
}

/** Reads CloudWatch's requests in RPC v2 CBOR, JSON 1.0 or query form, and answers in the same. */
export const createHandler =
  (operations: Readonly<Record<string, LegacyOperation>>) =>
  async (req: IncomingMessage, res: ServerResponse, call: Call, body: Buffer = Buffer.alloc(0)) => {
    const wire = wireOf(req, body);
    const send = (status: number, bytes: Buffer, more: Readonly<Record<string, string>> = {}): void => {
      const headers = { 'content-type': wire.type, 'content-length': bytes.length };
      res.writeHead(status, { ...headers, 'x-amzn-requestid': call.requestId, ...wire.headers, ...more });
      res.end(bytes);
    };
    try {
      const run = Object.hasOwn(operations, wire.operation) ? operations[wire.operation] : undefined;
      if (!run)
        throw new ServiceError(
          wire.type === 'text/xml' ? 'InvalidAction' : 'UnknownOperationException',
          `monitoring ${wire.operation} is not supported by the local cloud (see docs/local-cloud.md)`,
          wire.type === 'text/xml' ? 400 : 404,
        );
      const output = await run(wire.input(), { ...call, operation: wire.operation });
      send(200, wire.output(output, call.requestId));
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      send(error.statusCode, wire.error(error, call.requestId), {
        'x-amzn-query-error': `${queryCode(error)};Sender`,
      });
    }
  };
