import { SyntaxFault } from '../faults.ts';

/** A cursor over the text of a path or an intrinsic function. */
export class Scanner {
  readonly text: string;
  at: number;

  constructor(text: string, at = 0) {
    this.text = text;
    this.at = at;
  }

  get done(): boolean {
    return this.at >= this.text.length;
  }

  peek(length = 1): string {
    return this.text.slice(this.at, this.at + length);
  }

  /** Takes the literal if it comes next. */
  take(literal: string): boolean {
    if (!this.text.startsWith(literal, this.at)) return false;
    this.at += literal.length;
    return true;
  }

  /** Takes what the sticky pattern matches here. */
  match(pattern: RegExp): string | undefined {
    const sticky = new RegExp(pattern.source, 'yu');
    sticky.lastIndex = this.at;
    const found = sticky.exec(this.text)?.[0];
    if (found) this.at += found.length;
    return found || undefined;
  }

  expect(literal: string): void {
    if (!this.take(literal)) this.fail(`expected '${literal}'`);
  }

  space(): void {
    this.match(/\s+/);
  }

  fail(why: string): never {
    throw new SyntaxFault(`${why} at character ${this.at + 1} of '${this.text}'`);
  }
}

/** A quoted string of a path, `'a'` or `"a"`; a backslash escapes the quote and itself, and stands for itself else. */
export function quotedString(scanner: Scanner): string {
  const quote = scanner.peek();
  scanner.at += 1;
  let value = '';
  while (!scanner.done && scanner.peek() !== quote) {
    const escaped = scanner.peek(2);
    if (escaped === `\\${quote}` || escaped === '\\\\') scanner.at += 1;
    value += scanner.peek();
    scanner.at += 1;
  }
  scanner.expect(quote);
  return value;
}
