import type { Known } from '../sql/rewrite.ts';

/** More are forgotten together: what is asked again is soon known again. */
const MOST = 2000;
/** Ways in which relations were defined. */
const MOST_STATES = 100;

/** A literal that is compared, and nothing is computed of it: the comparison is a BOOLEAN whatever it is. */
const COMPARED =
  /(?<=[\w)"] (?:=|<>|<|>|<=|>=) )(?:\d+|'(?:[^']|'')*'|DATE '[-\d]+')(?=\)| AND | OR | THEN |$)/g;

/** A text that a CASE gives or that is put behind another: a text whatever stands in it. */
const GIVEN = /(?<= (?:THEN|ELSE|\|\|) )'(?:[^']|'')*'(?= (?:WHEN|ELSE|END|\|\|))/g;

/** What a question is but for literals that decide no type. */
const shapeOf = (question: string): string => question.replace(COMPARED, '?').replace(GIVEN, "'?'");

/** What DuckDB's binder has told: the same of the same question, wherever every relation is defined alike. */
export class KnownTypes {
  readonly #types = new Map<string, Map<string, readonly string[]>>();
  #count = 0;

  /** What is known where relations are defined so: tables that are dropped and made again are no others. */
  of(definitions: string): Known {
    if (this.#count > MOST || this.#types.size > MOST_STATES) this.#forget();
    const types = this.#types.get(definitions) ?? new Map<string, readonly string[]>();
    this.#types.set(definitions, types);
    return {
      of: (question) => types.get(shapeOf(question)),
      note: (question, found) => {
        types.set(shapeOf(question), found);
        this.#count += 1;
      },
    };
  }

  #forget(): void {
    this.#types.clear();
    this.#count = 0;
  }
}
