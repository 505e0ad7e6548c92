import { SqlError, unsupported } from '../failure.ts';
import { BEFORE_PARENTHESIS, FUNCTIONS, TO_CHAR_PARTS } from './functions.ts';
import { closing, literal, nameOf, symbol, type Token, unquote, word } from './tokens.ts';

/** What a session knows while a statement is rewritten. */
export interface SessionValues {
  readonly user: string;
  /** Rows of the session's last COPY. */
  readonly lastCopyCount: number;
  /** Names in the statement that stand before `(` and are tables, not functions. */
  readonly tables: ReadonlySet<string>;
}

const NUMERIC_TYPES = new Set([
  'INTEGER',
  'INT',
  'INT4',
  'INT8',
  'BIGINT',
  'SMALLINT',
  'INT2',
  'DOUBLE',
  'FLOAT',
  'FLOAT8',
  'REAL',
  'FLOAT4',
  'DECIMAL',
  'NUMERIC',
]);
const isNumber = (text: string): boolean => /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/.test(text);

/**
 * PostgreSQL's line folds a literal's cast when it parses, also in a branch that is never taken.
 * DuckDB would let it pass there, so it is refused here.
 */
function refuseFoldedCast(value: Token, type: Token | undefined): void {
  if (value.kind !== 'string' || !type || !NUMERIC_TYPES.has(type.upper) || isNumber(unquote(value))) return;
  throw new SqlError(`invalid input syntax for integer: "${unquote(value)}"`);
}

function checkCasts(tokens: readonly Token[]): void {
  for (const [index, token] of tokens.entries()) {
    const [first, second, third] = [tokens[index + 1], tokens[index + 2], tokens[index + 3]];
    if (first?.text === '::') refuseFoldedCast(token, second);
    if (token.upper === 'CAST' && first?.text === '(' && second && third?.upper === 'AS')
      refuseFoldedCast(second, tokens[index + 4]);
  }
}

function checkWords(tokens: readonly Token[], tables: ReadonlySet<string>): void {
  for (const [index, token] of tokens.entries()) {
    const next = tokens[index + 1];
    const before = tokens[index - 1];
    if (token.kind === 'symbol' && /^[[\]{}?@$#]$/.test(token.text))
      throw unsupported(`the symbol ${token.text}`);
    if (token.text === '/' && next?.kind === 'number' && Number(next.text) === 0)
      throw new SqlError('Divide by zero');
    if (
      (token.upper === 'FROM' || token.upper === 'JOIN') &&
      next?.kind === 'string' &&
      before?.upper !== 'TRIM' &&
      tokens[index - 2]?.upper !== 'TRIM'
    )
      throw new SqlError(`syntax error at or near "${next.text}"`);
    if (
      (token.upper === 'GROUP' || token.upper === 'ORDER') &&
      next?.upper === 'BY' &&
      tokens[index + 2]?.upper === 'ALL'
    )
      throw new SqlError('syntax error at or near "all"');
    if (token.kind === 'word' && token.upper.startsWith('LOCAL_CLOUD'))
      throw new SqlError(`relation "${token.text}" does not exist`);
    if (
      token.kind !== 'word' ||
      next?.text !== '(' ||
      FUNCTIONS.has(token.upper) ||
      BEFORE_PARENTHESIS.has(token.upper)
    )
      continue;
    if (
      before?.upper === 'INTO' ||
      before?.upper === 'WITH' ||
      before?.text === ',' ||
      tables.has(nameOf(token))
    ) {
      if (tables.has(nameOf(token)) || before?.upper === 'INTO' || isCommonTable(tokens, index)) continue;
    }
    throw unsupported(`the function ${token.text.toLowerCase()}()`);
  }
}

/** `name (a, b) AS (`: columns of a common table expression. */
function isCommonTable(tokens: readonly Token[], index: number): boolean {
  const end = closing(tokens, index + 1);
  return tokens[end + 1]?.upper === 'AS';
}

function toChar(format: Token | undefined): Token {
  if (format?.kind !== 'string') throw unsupported('TO_CHAR with a format that is no literal');
  let rest = unquote(format);
  let made = '';
  while (rest !== '') {
    const part = TO_CHAR_PARTS.find(([name]) => rest.toUpperCase().startsWith(name));
    if (!part && /^[A-Za-z]/.test(rest)) throw unsupported(`the format ${unquote(format)} of TO_CHAR`);
    made += part?.[1] ?? rest[0];
    rest = rest.slice(part?.[0].length ?? 1);
  }
  return literal(made);
}

const PARTS = new Set([
  'YEAR',
  'QUARTER',
  'MONTH',
  'WEEK',
  'DAY',
  'HOUR',
  'MINUTE',
  'SECOND',
  'MILLISECOND',
  'MICROSECOND',
]);

/** First argument of DATEADD and DATEDIFF: a word or a string that names a unit. */
function unit(token: Token | undefined): string {
  const name = (token?.kind === 'string' ? unquote(token) : (token?.text ?? ''))
    .toUpperCase()
    .replace(/S$/, '');
  if (!PARTS.has(name)) throw unsupported(`the date part ${token?.text ?? ''}`);
  return name;
}

/** Top-level commas between `open` and its closing parenthesis. */
function commas(tokens: readonly Token[], open: number): number[] {
  const end = closing(tokens, open);
  const found: number[] = [];
  let depth = 0;
  for (let index = open + 1; index < end; index += 1) {
    const text = tokens[index]?.text;
    if (text === '(') depth += 1;
    if (text === ')') depth -= 1;
    if (text === ',' && depth === 0) found.push(index);
  }
  return found;
}

type Rewriter = (tokens: Token[], index: number, session: SessionValues) => Token[];

/** Rewrites that replace the tokens from `index` on; each gives the whole list again. */
const rewriters: Readonly<Record<string, Rewriter>> = {
  NVL: (tokens, index) => tokens.with(index, word('coalesce')),
  GETDATE: (tokens, index) => tokens.toSpliced(index, 3, word("date_trunc('second', local_cloud_now())")),
  SYSDATE: (tokens, index) => tokens.with(index, word('local_cloud_now()')),
  PG_LAST_COPY_COUNT: (tokens, index, { lastCopyCount }) =>
    tokens.toSpliced(index, 3, word(`CAST(${lastCopyCount} AS BIGINT)`)),
  CURRENT_USER: (tokens, index, { user }) => tokens.with(index, literal(user)),
  LISTAGG: (tokens, index) => tokens.with(index, word('string_agg')),
  DATEDIFF: (tokens, index) =>
    tokens.with(index, word('date_diff')).with(index + 2, literal(unit(tokens[index + 2]))),
  DATEADD: (tokens, index) => {
    const [first = 0, second = 0] = commas(tokens, index + 1);
    const end = closing(tokens, index + 1);
    const [amount, date] = [tokens.slice(first + 1, second), tokens.slice(second + 1, end)];
    const made = [
      word('date_add'),
      symbol('('),
      word('CAST'),
      symbol('('),
      ...date,
      word('AS'),
      word('TIMESTAMP'),
      symbol(')'),
      symbol(','),
      symbol('('),
      ...amount,
      symbol(')'),
      symbol('*'),
      word(`INTERVAL 1 ${unit(tokens[index + 2])}`),
      symbol(')'),
    ];
    return tokens.toSpliced(index, end - index + 1, ...made);
  },
  TO_CHAR: (tokens, index) => {
    const [comma = 0] = commas(tokens, index + 1);
    return tokens.with(index, word('strftime')).with(comma + 1, toChar(tokens[comma + 1]));
  },
};

/** Redshift's default schema is DuckDB's `main`. */
function isPublicSchema(tokens: readonly Token[], index: number): boolean {
  const token = tokens[index];
  return (
    token !== undefined &&
    (token.kind === 'word' || token.kind === 'quoted') &&
    nameOf(token) === 'public' &&
    tokens[index + 1]?.text === '.' &&
    tokens[index - 1]?.text !== '.'
  );
}

/** A statement's tokens in DuckDB's dialect; throws SqlError on what would not give Redshift's result. */
export function rewrite(given: readonly Token[], session: SessionValues): Token[] {
  checkCasts(given);
  checkWords(given, session.tables);
  let tokens = [...given];
  for (let index = tokens.length - 1; index >= 0; index -= 1) {
    const token = tokens[index];
    if (isPublicSchema(tokens, index)) tokens = tokens.with(index, word('main'));
    if (token?.kind !== 'word' || tokens[index - 1]?.text === '.') continue;
    const isCall = tokens[index + 1]?.text === '(';
    const bare = token.upper === 'SYSDATE' || (token.upper === 'CURRENT_USER' && !isCall);
    const rewriter = isCall || bare ? rewriters[token.upper] : undefined;
    if (rewriter) tokens = rewriter(tokens, index, session);
  }
  return tokens;
}
