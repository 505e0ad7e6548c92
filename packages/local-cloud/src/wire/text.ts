import {
  type ShapeModel,
  type ShapeUse,
  type TimestampFormat,
  timestampFormatOf,
} from '../aws/model/model.ts';

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/;
const EPOCH = /^-?\d+(\.\d+)?$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** A timestamp of seconds since the epoch. */
export const dateOfSeconds = (seconds: number): Date => new Date(Math.round(seconds * 1000));

/** The time that a text says; the text itself where it says none. */
export function dateOf(text: string, format: TimestampFormat): Date | string {
  if (format === 'unixTimestamp') return EPOCH.test(text) ? dateOfSeconds(Number(text)) : text;
  if (format === 'iso8601' && !ISO.test(text)) return text;
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? text : date;
}

/** A timestamp as a wire writes it. */
export function dateText(date: Date, format: TimestampFormat): string {
  if (format === 'iso8601') return date.toISOString();
  return format === 'rfc822' ? date.toUTCString() : String(date.getTime() / 1000);
}

/** Bytes of a base64 text; the text itself where it is none. */
export const bytesOf = (text: string): Uint8Array | string =>
  BASE64.test(text) ? Buffer.from(text, 'base64') : text;

/** Base64 of bytes; throws on text, which might be base64 already. */
export function base64(bytes: unknown): string {
  if (!(bytes instanceof Uint8Array)) throw new Error(`the answer has a ${typeof bytes} where AWS has bytes`);
  return Buffer.from(bytes).toString('base64');
}

/** A whole number; beyond 2^53, where numbers round, a bigint. */
export function wholeOf(text: string): number | bigint {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
}

const SPECIAL_NUMBERS = ['NaN', 'Infinity', '-Infinity'];
export const specialNumber = (text: string): number | string =>
  SPECIAL_NUMBERS.includes(text) ? Number(text) : text;

function numberOf(text: string): number | string {
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : specialNumber(text);
}

/** A scalar of its text in a form, a header, a query or XML; the text itself where it is none of the model's type. */
export function fromText(
  use: ShapeUse,
  shape: ShapeModel,
  text: string,
  timestamps: TimestampFormat,
): unknown {
  switch (shape.type) {
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'integer':
    case 'long':
      return /^[+-]?\d+$/.test(text) ? wholeOf(text) : text;
    case 'float':
    case 'double':
      return numberOf(text);
    case 'timestamp':
      return dateOf(text, timestampFormatOf(use, shape, timestamps));
    case 'blob':
      return bytesOf(text);
    default:
      return text;
  }
}

/** The text of a scalar. */
export function toText(
  use: ShapeUse,
  shape: ShapeModel,
  value: unknown,
  timestamps: TimestampFormat,
): string {
  if (value instanceof Date) return dateText(value, timestampFormatOf(use, shape, timestamps));
  return shape.type === 'blob' ? base64(value) : String(value);
}
