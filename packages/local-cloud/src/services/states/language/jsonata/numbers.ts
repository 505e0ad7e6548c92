import { isObject, type Json, numberOf } from '../../../../aws/json.ts';
import { WrittenNumber } from '../../../../aws/written-number.ts';

const LONGEST = 2n ** 63n;

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
  if (Array.isArray(value)) return value.map(forJsonata);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, forJsonata(one)]));
}

/** The text of a result. AWS writes what is no number of JSON's as a string: `1/0` is "Infinity", `0/0` "NaN". */
export function textOf(result: unknown): string {
  return JSON.stringify(result, (_, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  );
}
