import type { Token } from '../tokens.ts';

/**
 * What becomes of a call by the number of its arguments, `+` for any number: `=` is DuckDB's function of the same
 * name and result; otherwise DuckDB's SQL with `$1`, `$2` for the arguments.
 */
export type Forms = Readonly<Partial<Record<number | '+', string>>>;
export type FunctionTable = Readonly<Record<string, Forms>>;

/** A call that needs more than a pattern. */
export interface FunctionCall {
  readonly name: string;
  /** Tokens of each argument. */
  readonly arguments: readonly Token[][];
  /** Tokens between WITHIN GROUP's parentheses, if there are any. */
  readonly within: readonly Token[] | undefined;
  /** `OVER (…)`, if there is one. */
  readonly over: readonly Token[];
}
/** Gives DuckDB's tokens of the whole call; throws SqlError on arguments that would not give Redshift's result. */
export type FunctionBuilder = (call: FunctionCall) => Token[];
