import { SqlError } from '../failure.ts';
import { RESERVED } from './precedence.ts';

export interface Token {
  readonly kind: 'word' | 'quoted' | 'string' | 'number' | 'symbol' | 'parameter';
  readonly text: string;
  /** Words in upper case; otherwise the text. */
  readonly upper: string;
}

/** Each tells what begins at its `lastIndex`. */
const PATTERNS: readonly (readonly [Token['kind'] | 'space' | 'temporary', RegExp])[] = [
  ['space', /(?:\s+|--[^\n]*|\/\*[\s\S]*?\*\/)/y],
  ['string', /'(?:[^'\\]|''|\\[\s\S])*'/y],
  ['quoted', /"(?:[^"]|"")*"/y],
  ['number', /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y],
  ['parameter', /:[A-Za-z_]\w*/y],
  ['word', /[A-Za-z_][\w$]*/y],
  ['temporary', /#[A-Za-z_]\w*/y],
  ['symbol', /(?:::|<>|!=|>=|<=|>>|<<|\|\||~\*|!~\*|!~|[-+*/%(),.;<>=^~#&|[\]{}?@!:$])/y],
];

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', "'": "''" };

/** Redshift reads a backslash in a literal as PostgreSQL 8 did ("LIKE": an escape character is doubled); DuckDB does not. */
const unescaped = (text: string): string =>
  text.replace(/\\([\s\S])/g, (_, next: string) => {
    const made = ESCAPES[next];
    if (made === undefined)
      throw new SqlError(
        `the escape \\${next} in the literal ${text} is not supported by the local cloud; write \\\\ for a backslash`,
      );
    return made;
  });

/** Behind an operand `#` is an operator; elsewhere it begins the name of a temporary table. */
const isOperand = (before: Token | undefined): boolean =>
  before?.kind === 'symbol'
    ? before.text === ')'
    : before !== undefined &&
      !RESERVED.has(before.upper) &&
      !/^(TABLE|EXISTS|UPDATE|DELETE|TRUNCATE)$/.test(before.upper);

/** What begins at this place behind a token; throws SqlError on what is no SQL. */
function pieceAt(
  sql: string,
  at: number,
  before: Token | undefined,
): { kind: Token['kind'] | 'space' | 'temporary'; text: string } {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const text = pattern.exec(sql)?.[0];
    if (text === undefined || (kind === 'parameter' && before?.text === ':')) continue;
    if (text === '/' && sql[at + 1] === '*') throw new SqlError('unterminated /* comment');
    if (kind !== 'temporary' || !isOperand(before)) return { kind, text };
  }
  throw new SqlError(`syntax error at or near "${sql.slice(at, at + 20)}"`);
}

/** The tokens of a statement without space and comments; throws SqlError on what is no SQL. */
export function tokenize(sql: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < sql.length; ) {
    const { kind, text } = pieceAt(sql, at, tokens.at(-1));
    if (kind === 'temporary') tokens.push({ kind: 'quoted', text: `"${text}"`, upper: text });
    else if (kind === 'string') tokens.push({ kind, text: unescaped(text), upper: '' });
    else if (kind !== 'space')
      tokens.push({ kind, text, upper: kind === 'word' ? text.toUpperCase() : text });
    at += text.length;
  }
  return tokens;
}

/** Tokens as SQL again. */
export function untokenize(tokens: readonly Token[]): string {
  let sql = '';
  for (const [index, { text }] of tokens.entries()) {
    const before = tokens[index - 1]?.text;
    const tight =
      before === undefined ||
      before === '(' ||
      before === '.' ||
      before === '::' ||
      text === '.' ||
      text === ',' ||
      text === ')' ||
      text === '::' ||
      (text === '(' && tokens[index - 1]?.kind === 'word') ||
      text === ']' ||
      text === '[' ||
      before === '[';
    sql += tight ? text : ` ${text}`;
  }
  return sql;
}

export const word = (text: string): Token => ({ kind: 'word', text, upper: text.toUpperCase() });
export const symbol = (text: string): Token => ({ kind: 'symbol', text, upper: text });
export const literal = (value: string): Token => ({
  kind: 'string',
  text: `'${value.replaceAll("'", "''")}'`,
  upper: '',
});

/** Tokens of a piece of DuckDB's SQL, which no later rewriting looks into. */
export const made = (sql: string): Token[] => tokenize(sql).map((token) => ({ ...token, upper: '' }));

/** Value of a string token. */
export const unquote = ({ text }: Token): string => text.slice(1, -1).replaceAll("''", "'");

/** Name of an identifier token, as Redshift folds it: lower case, quotes or not. */
export const nameOf = ({ kind, text }: Token): string =>
  (kind === 'quoted' ? text.slice(1, -1).replaceAll('""', '"') : text).toLowerCase();

/** Index of the `)` that closes the `(` at `open`. */
export function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let index = open; index < tokens.length; index += 1) {
    const { text, kind } = tokens[index] ?? { text: '', kind: 'word' };
    if (kind !== 'symbol') continue;
    if (text === '(') depth += 1;
    if (text === ')') depth -= 1;
    if (depth === 0) return index;
  }
  throw new SqlError('syntax error: a parenthesis is not closed');
}

/** The arguments of a call whose `(` is at `open`: tokens between the top-level commas. */
export function argumentsAt(tokens: readonly Token[], open: number): Token[][] {
  const end = closing(tokens, open);
  const pieces: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens.slice(open + 1, end)) {
    if (token.kind === 'symbol' && token.text === '(') depth += 1;
    if (token.kind === 'symbol' && token.text === ')') depth -= 1;
    if (token.kind === 'symbol' && token.text === ',' && depth === 0) pieces.push([]);
    else pieces.at(-1)?.push(token);
  }
  return pieces.length === 1 && pieces[0]?.length === 0 ? [] : pieces;
}
