/** A number as JSON writes it, where a double would be another number or be printed otherwise: 2^53 + 1, 1.0, 1E400. */
interface WrittenNumber {
  readonly rawJSON: string;
}

/** "JSON.parse source text access" of ECMAScript, which TypeScript's library does not have yet. */
declare global {
  interface JSON {
    rawJSON(text: string): WrittenNumber;
    isRawJSON(value: unknown): value is WrittenNumber;
    parse(
      text: string,
      reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
    ): unknown;
  }
}

/** Parses JSON so that JSON.stringify prints its numbers as they were written. */
export const exactJson = (text: string): unknown =>
  JSON.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined && String(value) !== source
      ? JSON.rawJSON(source)
      : value,
  );

/** The value of a number of `exactJson`; a large integer is a bigint. Undefined for what is no number. */
export function numberOf(value: unknown): number | bigint | undefined {
  if (typeof value === 'number') return value;
  if (!JSON.isRawJSON(value)) return undefined;
  return /^-?\d+$/.test(value.rawJSON) ? BigInt(value.rawJSON) : Number(value.rawJSON);
}
