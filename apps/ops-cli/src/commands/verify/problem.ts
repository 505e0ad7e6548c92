import { type Dataset, firstDay, LEDGER_TABLE, type SourceMonth } from '@tlc-elt/contracts';
import { count } from '../../terminal/table.ts';
import type { Advice } from './advice.ts';
import type { Problem, ProblemCode } from './report.ts';

/** Makes the problems of one month; `next` is what the user types. */
export class Problems {
  readonly list: Problem[] = [];
  readonly #advice: Advice;
  readonly #dataset: Dataset;
  readonly #month: SourceMonth;

  constructor(dataset: Dataset, month: SourceMonth, advice: Advice) {
    this.#dataset = dataset;
    this.#month = month;
    this.#advice = advice;
  }

  add(code: ProblemCode, message: string, next = this.reload()): void {
    this.list.push({ code, message, next });
  }

  /** Adds the problem where two counts of the same rows differ; a count that is not known is told elsewhere. */
  differ(code: ProblemCode, left: Counted, right: Counted, next?: string): void {
    if (left.rows === null || right.rows === null || left.rows === right.rows) return;
    this.add(code, `${left.of} has ${count(left.rows)} rows, ${right.of} ${count(right.rows)}`, next);
  }

  /** Adds a problem for each field that is not what `other` has in its place; what is undefined there is not known. */
  fieldsDiffer(code: ProblemCode, one: Described, other: Described, next?: string): void {
    for (const [field, value] of Object.entries(other.fields))
      if (value !== undefined && canonical(one.fields[field]) !== canonical(value))
        this.add(
          code,
          `${one.of} says ${field} ${shown(one.fields[field])}, ${other.of} ${shown(value)}`,
          next,
        );
  }

  /** Downloading and loading the month anew replaces its file and exactly its rows, whatever is wrong with them. */
  reload(): string {
    return this.#advice.command(`run ${this.#month} --force`);
  }

  /** Takes rows of the month out of the ledger. */
  removing(condition: string): string {
    const month = `dataset = '${this.#dataset}' AND source_month = '${firstDay(this.#month)}'`;
    return this.#advice.statement(`DELETE FROM ${LEDGER_TABLE} WHERE ${month} AND ${condition}`);
  }

  /** … which then gets a right one. */
  loadAfterRemoving(condition: string): string {
    return `${this.removing(condition)}, then: ${this.reload()}`;
  }
}

export interface Counted {
  readonly of: string;
  readonly rows: number | null;
}

export interface Described {
  readonly of: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** As JSON, the keys of objects in one order: what is written anew may have another. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );

const LONGEST = 200;
const shown = (value: unknown): string => {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
};
