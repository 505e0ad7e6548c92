import { SqlError, unsupported } from '../failure.ts';
import { opening } from './extent.ts';
import { BEFORE_PARENTHESIS, isFunction } from './functions/catalog.ts';
import { REFUSED_WORDS } from './refused.ts';
import { closing, nameOf, type Token, unquote } from './tokens.ts';

const NUMERIC_TYPES: ReadonlySet<string> = new Set(
  'INTEGER INT INT4 INT8 BIGINT SMALLINT INT2 DOUBLE FLOAT FLOAT8 REAL FLOAT4 DECIMAL NUMERIC'.split(' '),
);
const isNumber = (text: string): boolean => /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/.test(text);

/**
 * PostgreSQL's line folds a literal's cast when it parses, also in a branch that is never taken.
 * DuckDB would let it pass there, so it is refused here.
 */
function refuseFoldedCast(value: Token, type: Token | undefined): void {
  if (value.kind !== 'string' || !type || !NUMERIC_TYPES.has(type.upper) || isNumber(unquote(value))) return;
  throw new SqlError(`invalid input syntax for integer: "${unquote(value)}"`);
}

export function checkCasts(tokens: readonly Token[]): void {
  for (const [index, token] of tokens.entries()) {
    const [first, second, third] = [tokens[index + 1], tokens[index + 2], tokens[index + 3]];
    if (first?.text === '::') refuseFoldedCast(token, second);
    if (token.upper === 'CAST' && first?.text === '(' && second && third?.upper === 'AS')
      refuseFoldedCast(second, tokens[index + 4]);
  }
}

/** What the position of a word says: DuckDB's own grammar, which Redshift does not know. */
function checkGrammar(tokens: readonly Token[], index: number): void {
  const [token, next, third] = [tokens[index], tokens[index + 1], tokens[index + 2]];
  const before = tokens[index - 1];
  if (token?.kind === 'symbol' && /^[[\]{}?@$#]$/.test(token.text))
    throw unsupported(`the symbol ${token.text}`);
  if (token?.kind !== 'word') return;
  const trims = tokens.slice(Math.max(0, index - 4), index).some(({ upper }) => upper === 'TRIM');
  if ((token.upper === 'FROM' || token.upper === 'JOIN') && next?.kind === 'string' && !trims)
    throw new SqlError(`syntax error at or near "${next.text}"`);
  if ((token.upper === 'GROUP' || token.upper === 'ORDER') && next?.upper === 'BY' && third?.upper === 'ALL')
    throw new SqlError('syntax error at or near "all"');
  if (token.upper === 'DISTINCT' && next?.upper === 'ON') throw unsupported('SELECT DISTINCT ON');
  if (
    (token.upper === 'EXCEPT' || token.upper === 'INTERSECT' || token.upper === 'MINUS') &&
    next?.upper === 'ALL'
  )
    throw unsupported(`${token.upper} ALL`);
  if (token.upper.startsWith('LOCAL_CLOUD')) throw new SqlError(`relation "${token.text}" does not exist`);
  const reason = before?.text === '.' || next?.text === '.' ? undefined : REFUSED_WORDS[token.upper];
  if (reason !== undefined && before?.upper !== 'AS') throw unsupported(`${token.upper} (${reason})`);
}

/** Functions whose window needs a frame where it has an order: "Window function syntax summary". */
const FRAMED: ReadonlySet<string> = new Set(
  'SUM AVG COUNT MIN MAX STDDEV STDDEV_SAMP STDDEV_POP VARIANCE VAR_SAMP VAR_POP FIRST_VALUE LAST_VALUE NTH_VALUE'.split(
    ' ',
  ),
);

/** OVER of an aggregate: an order needs ROWS, and RANGE is not in Redshift's language. */
export function checkFrames(tokens: readonly Token[]): void {
  for (const [index, token] of tokens.entries()) {
    if (token.upper !== 'OVER' || tokens[index + 1]?.text !== '(') continue;
    const window = tokens.slice(index + 2, closing(tokens, index + 1)).map(({ upper }) => upper);
    const close = tokens.slice(0, index).findLastIndex(({ text }) => text === ')');
    const name = tokens[opening(tokens, close) - 1]?.upper ?? '';
    if (window.includes('RANGE') || window.includes('GROUPS'))
      throw unsupported('a window frame other than ROWS');
    if (FRAMED.has(name) && window.includes('ORDER') && !window.includes('ROWS'))
      throw new SqlError('Aggregate window functions with an ORDER BY clause require a frame clause');
  }
}

/** `name (a, b) AS (`: columns of a common table expression. */
function isCommonTable(tokens: readonly Token[], index: number): boolean {
  return tokens[closing(tokens, index + 1) + 1]?.upper === 'AS';
}

/** `AS name (a, b)`: columns of a derived table. */
const isAlias = (tokens: readonly Token[], index: number): boolean =>
  tokens[index - 1]?.upper === 'AS' || (tokens[index - 1]?.text === ')' && tokens[index]?.kind === 'word');

/** Refuses what DuckDB would run and Redshift would not, and every function that is not in the catalog. */
export function checkWords(tokens: readonly Token[], tables: ReadonlySet<string>): void {
  for (const [index, token] of tokens.entries()) {
    checkGrammar(tokens, index);
    const before = tokens[index - 1];
    if (token.kind !== 'word' || tokens[index + 1]?.text !== '(') continue;
    if (BEFORE_PARENTHESIS.has(token.upper) || isAlias(tokens, index)) continue;
    const afterName = before?.upper === 'INTO' || before?.upper === 'TABLE' || tables.has(nameOf(token));
    if (afterName || isCommonTable(tokens, index)) continue;
    if (before?.text === '.' || !isFunction(token.upper))
      throw unsupported(`the function ${token.text.toLowerCase()}()`);
  }
}
