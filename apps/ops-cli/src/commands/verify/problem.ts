import type { SourceMonth } from '@tlc-elt/contracts';
import { count } from '../../terminal/table.ts';
import type { Problem, ProblemCode } from './report.ts';

/** Makes the problems of one month; `next` is what the user types. */
export class Problems {
  readonly list: Problem[] = [];
  readonly #hint: (command: string) => string;
  readonly #month: SourceMonth;

  constructor(month: SourceMonth, hint: (command: string) => string) {
    this.#month = month;
    this.#hint = hint;
  }

  add(code: ProblemCode, message: string, next = this.reload()): void {
    this.list.push({ code, message, next });
  }

  /** Adds the problem where two counts of the same rows differ; a count that is not known is told elsewhere. */
  differ(code: ProblemCode, left: Counted, right: Counted, next?: string): void {
    if (left.rows === null || right.rows === null || left.rows === right.rows) return;
    this.add(code, `${left.of} has ${count(left.rows)} rows, ${right.of} ${count(right.rows)}`, next);
  }

  /** Downloading and loading the month anew replaces its file and exactly its rows, whatever is wrong with them. */
  reload(): string {
    return this.#hint(`run ${this.#month} --force`);
  }
}

export interface Counted {
  readonly of: string;
  readonly rows: number | null;
}
