import { checkDepth } from './json-depth.ts';
import { parseWritten, WrittenNumber } from './written-number.ts';

/** A JSON value, as state machines pass it on. */
export type Json = null | boolean | number | WrittenNumber | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

export function isObject(value: unknown): value is JsonObject {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof WrittenNumber)
  );
}

/** The value of a JSON text, its numbers as they were written; throws SyntaxError. */
export const parseJson = (text: string): Json => parseWritten(text) as Json;

/** The same of a text that came from outside: one that is nested too deeply is a SyntaxError, too. */
export function parseGiven(text: string): Json {
  checkDepth(text);
  return parseJson(text);
}

/** The number that a value is: a whole one of any size exactly; numbers and bigints compare as they are. */
export function numberOf(value: unknown): number | bigint | undefined {
  if (value instanceof WrittenNumber) return value.value;
  return typeof value === 'number' ? value : undefined;
}

/** The value with a number as JavaScript has it, where it is one. */
export const plain = (value: Json): Exclude<Json, WrittenNumber> =>
  value instanceof WrittenNumber ? Number(value) : value;

/** An own member; never one of Object.prototype. */
export function member(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Structural equality; the order of an object's members does not matter. */
export function jsonEquals(a: Json, b: Json): boolean {
  if (a === b) return true;
  const [left, right] = [numberOf(a), numberOf(b)];
  // biome-ignore lint/suspicious/noDoubleEquals: of a number and a bigint it compares the values.
  if (left !== undefined && right !== undefined) return left == right;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => jsonEquals(item, b[index] as Json));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && jsonEquals(a[key] as Json, b[key] as Json));
}

/** UTF-8 bytes of the value's JSON text: what the payload quota is counted in. */
export function jsonBytes(value: Json): number {
  return Buffer.byteLength(JSON.stringify(value));
}
