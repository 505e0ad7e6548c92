// JSON.rawJSON and the context of a reviver are newer than TypeScript's library.
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown };

/** A number that JavaScript would write otherwise than it was written: 1.0, 9007199254740993, 1E400. */
export class WrittenNumber {
  /** As JSON has numbers. */
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** The nearest number; a whole one exactly. */
  get value(): number | bigint {
    const number = Number(this.text);
    return /^-?\d+$/.test(this.text) && !Number.isSafeInteger(number) ? BigInt(this.text) : number;
  }

  valueOf(): number {
    return Number(this.text);
  }

  toString(): string {
    return this.text;
  }

  toJSON(): unknown {
    return rawJSON(this.text);
  }
}

/** A number as it was written, where JavaScript's own number would not do. */
export function asWritten(number: number, text: string): number | WrittenNumber {
  return String(number) === text || text === '-0' ? number : new WrittenNumber(text);
}

/** What is not written as JavaScript writes numbers has one of these. */
const UNUSUAL = /\d[.eE]|\d{16}/;

/** The value of a JSON text, its numbers as they were written; throws SyntaxError. */
export function parseWritten(text: string): unknown {
  return JSON.parse(text, UNUSUAL.test(text) ? revived : undefined);
}

function revived(this: unknown, _: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === 'number' ? asWritten(value, context?.source ?? '') : value;
}

/** The same value with numbers as JavaScript has them, for who only looks at them. */
export function withPlainNumbers(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
