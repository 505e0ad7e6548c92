import { Decoder, Encoder } from 'cbor-x';
import type { Shape } from '../aws/call.ts';
import { ServiceError } from '../aws/errors.ts';
import { operationOf, type ServiceModel } from '../aws/model/model.ts';
import { record } from '../aws/record.ts';
import { errorMembers, queryErrorHeader, wireErrorOf } from './error-shape.ts';
import { unknownOperation } from './json-wire.ts';
import { response } from './response.ts';
import { decodeTree, encodeTree, type Scalar } from './tree.ts';
import type { Wire, WireResponse } from './wire.ts';

// Smithy RPC v2 CBOR. Maps are decoded as Maps: as objects, the library would rename the key `__proto__`.
const decoder = new Decoder({ mapsAsObjects: false, useRecords: false, int64AsNumber: false } as object);
const encoder = new Encoder({ useRecords: false, tagUint8Array: false, variableMapSize: true } as object);

const OPERATION = /^\/service\/(\w+)\/operation\/(\w+)$/;

/** Whole numbers of 64 bits come as bigints. */
const decodeScalar: Scalar = (_, { type }, value) => {
  if (typeof value !== 'bigint') return value;
  const number = Number(value);
  return Number.isSafeInteger(number) || type === 'double' || type === 'float' ? number : value;
};

/** The library writes whole numbers beyond 32 bits as floats, unless they are bigints. */
const encodeScalar: Scalar = (_, { type }, value) =>
  (type === 'long' || type === 'integer') && typeof value === 'number' ? BigInt(value) : value;

function decode(body: Buffer, model: ServiceModel, operation: string): Shape {
  const input = operationOf(model, operation)?.input;
  if (!input || body.length === 0) return record([]);
  let decoded: unknown;
  try {
    decoded = decoder.decode(body);
  } catch (error) {
    const why = error instanceof RangeError ? 'it is nested too deeply' : (error as Error).message;
    throw new ServiceError('SerializationException', `the body is not CBOR: ${why}`);
  }
  if (!(decoded instanceof Map)) throw new ServiceError('SerializationException', 'the body is no CBOR map');
  return decodeTree(model, input, decoded, decodeScalar) as Shape;
}

const answer = (status: number, value: unknown, headers: Readonly<Record<string, string>>): WireResponse =>
  response(status, 'application/cbor', encoder.encode(value), {
    'smithy-protocol': 'rpc-v2-cbor',
    ...headers,
  });

/** `POST /service/NAME/operation/OPERATION`, CBOR in both directions. */
export const cborWire: Wire = {
  protocol: 'cbor',
  // "CloudWatch service quotas": PutMetricData.
  largestBody: 1024 * 1024,
  operationOf: ({ path }, { metadata }) => {
    const [, service, operation] = OPERATION.exec(path) ?? [];
    return { operation: service === metadata.targetPrefix && operation !== undefined ? operation : path };
  },
  unknownOperation: (operation, model) => unknownOperation(operation, model, 404),
  decode: ({ body }, model, operation) => decode(body, model, operation),
  encode: (output, model, operation, requestId) => {
    const use = operationOf(model, operation)?.output;
    return answer(200, use ? encodeTree(model, use, output, encodeScalar) : {}, {
      'x-amzn-requestid': requestId,
    });
  },
  encodeError: (error, model, requestId) => {
    const wireError = wireErrorOf(error, model);
    const headers = { 'x-amzn-requestid': requestId, ...queryErrorHeader(model, wireError) };
    return answer(wireError.status, errorMembers(error, wireError), headers);
  },
};
