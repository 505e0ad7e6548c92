import { type Json, type JsonObject, numberOf } from '../../../../aws/json.ts';
import { WrittenNumber } from '../../../../aws/written-number.ts';

const LONGEST = 2n ** 63n;
/** Data is read by one expression after the other, and never changed. */
const known = new WeakMap<object, Json>();

/**
 * A value with numbers as JSONata has them, which are doubles. A whole number that none of them is goes through as it
 * was written, and is no number to calculate with: AWS keeps it while it fits into 64 bits (floci-io/floci,
 * docs/services/step-functions.md).
 */
export function forJsonata(value: Json): Json {
  if (value instanceof WrittenNumber) {
    const number = numberOf(value);
    const kept = typeof number === 'bigint' && number >= -LONGEST && number < LONGEST;
    return kept ? value : Number(value);
  }
  if (typeof value !== 'object' || value === null) return value;
  const found = known.get(value) ?? converted(value);
  known.set(value, found);
  return found;
}

const converted = (value: Json[] | JsonObject): Json =>
  Array.isArray(value)
    ? value.map(forJsonata)
    : Object.fromEntries(Object.entries(value).map(([name, one]) => [name, forJsonata(one)]));

/** The text of a result. AWS writes what is no number of JSON's as a string: `1/0` is "Infinity", `0/0` "NaN". */
export function textOf(result: unknown): string {
  return JSON.stringify(result, (_, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  );
}
