import type { Shape } from '../aws/call.ts';
import { ServiceError } from '../aws/errors.ts';
import { checkDepth } from '../aws/json-depth.ts';
import { type ServiceModel, type ShapeUse, timestampFormatOf } from '../aws/model/model.ts';
import { base64, bytesOf, dateOf, dateOfSeconds, dateText, specialNumber, wholeOf } from './text.ts';
import { decodeTree, encodeTree, type Scalar } from './tree.ts';

const decodeScalar: Scalar = (use, shape, value) => {
  if (shape.type === 'timestamp') {
    const format = timestampFormatOf(use, shape, 'unixTimestamp');
    if (typeof value === 'number') return format === 'unixTimestamp' ? dateOfSeconds(value) : value;
    return typeof value === 'string' && format !== 'unixTimestamp' ? dateOf(value, format) : value;
  }
  const isFraction = shape.type === 'float' || shape.type === 'double';
  if (typeof value === 'bigint') return isFraction ? Number(value) : value;
  if (typeof value !== 'string') return value;
  if (shape.type === 'blob') return bytesOf(value);
  return isFraction ? specialNumber(value) : value;
};

// JSON.rawJSON and the context of a reviver are newer than TypeScript's library.
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown };

const encodeScalar: Scalar = (use, shape, value) => {
  if (value instanceof Date) {
    const format = timestampFormatOf(use, shape, 'unixTimestamp');
    return format === 'unixTimestamp' ? value.getTime() / 1000 : dateText(value, format);
  }
  if (shape.type === 'blob') return base64(value);
  if (typeof value === 'bigint') return rawJSON(String(value));
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
};

/** Whole numbers that would be rounded are kept. */
function exactly(this: unknown, _: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source ?? '';
  return typeof value === 'number' && /^-?\d+$/.test(source) ? wholeOf(source) : value;
}

/** The value of a JSON text; whole numbers beyond 2^53 are bigints. Throws SerializationException. */
export function parseJson(body: Uint8Array): unknown {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  try {
    checkDepth(text);
    // To revive is slow, and needed only where a long number stands.
    return JSON.parse(text, /\d{16}/.test(text) ? exactly : undefined);
  } catch (error) {
    throw new ServiceError('SerializationException', `the body is not JSON: ${(error as Error).message}`);
  }
}

/** The API's value of a parsed JSON text. */
export const decodeJson = (model: ServiceModel, use: ShapeUse, value: unknown): unknown =>
  decodeTree(model, use, value, decodeScalar);

/** The JSON text of an API's value. */
export const encodeJson = (model: ServiceModel, use: ShapeUse, value: Shape): string =>
  JSON.stringify(encodeTree(model, use, value, encodeScalar));
