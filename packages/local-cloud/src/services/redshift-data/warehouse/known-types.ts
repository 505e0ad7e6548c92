import type { Known } from '../sql/rewrite.ts';

/** More are forgotten together: what is asked again is soon known again. */
const MOST = 2000;

/** A literal that is compared, and nothing is computed of it: the comparison is a BOOLEAN whatever it is. */
const COMPARED =
  /(?<=[\w)"] (?:=|<>|<|>|<=|>=) )(?:\d+|'(?:[^']|'')*'|DATE '[-\d]+')(?=\)| AND | OR | THEN |$)/g;

/** What a question is but for literals that decide no type. */
const shapeOf = (question: string): string => question.replace(COMPARED, '?');

/** What DuckDB's binder has told: the same of the same question, for as long as every relation is defined alike. */
export class KnownTypes {
  #definitions = '';
  #types = new Map<string, readonly string[]>();

  /** What is known where relations are defined so. */
  of(definitions: string): Known {
    if (definitions !== this.#definitions || this.#types.size > MOST) {
      this.#definitions = definitions;
      this.#types = new Map();
    }
    const types = this.#types;
    return {
      of: (question) => types.get(shapeOf(question)),
      note: (question, found) => void types.set(shapeOf(question), found),
    };
  }
}
