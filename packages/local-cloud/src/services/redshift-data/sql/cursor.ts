import { SqlError, unsupported } from '../failure.ts';
import type { TableName } from './table-name.ts';
import { nameOf, type Token } from './tokens.ts';

/** Names what stands where it must not. */
export const syntaxError = (token: Token | undefined): SqlError =>
  new SqlError(`syntax error at or near "${token?.text ?? 'end of statement'}"`);

/** Walks over the tokens of one statement. */
export class Cursor {
  readonly tokens: Token[];
  position = 0;

  constructor(tokens: Token[]) {
    this.tokens = tokens;
  }

  get next(): Token | undefined {
    return this.tokens[this.position];
  }

  /** Takes these words if they come next. */
  takes(...words: string[]): boolean {
    const fits = words.every((expected, offset) => this.tokens[this.position + offset]?.upper === expected);
    if (fits) this.position += words.length;
    return fits;
  }

  expect(...words: string[]): void {
    if (!this.takes(...words)) throw syntaxError(this.next);
  }

  take(kind: Token['kind']): Token {
    const token = this.next;
    if (token?.kind !== kind) throw syntaxError(token);
    this.position += 1;
    return token;
  }

  /** `name` or `public.name`; another schema is refused. */
  table(): TableName {
    const first = this.identifier();
    if (this.next?.text !== '.') return { name: first, inPublic: false };
    this.position += 1;
    if (first !== 'public') throw unsupported(`the schema ${first}`);
    return { name: this.identifier(), inPublic: true };
  }

  identifier(): string {
    const token = this.next;
    if (token?.kind !== 'word' && token?.kind !== 'quoted') throw syntaxError(token);
    this.position += 1;
    return nameOf(token);
  }

  list<T>(item: () => T): T[] {
    const items = [item()];
    while (this.takes(',')) items.push(item());
    return items;
  }

  end(): void {
    if (this.next) throw syntaxError(this.next);
  }
}
