import { SqlError, unsupported } from '../failure.ts';
import { isFunction } from './functions/catalog.ts';
import { REFUSED_WORDS } from './refused.ts';
import { nameOf, type Token, unquote } from './tokens.ts';
import { type Branch, isBranch, tokensOf } from './tree.ts';
import { isNumberText } from './types.ts';

const INTEGER = /^\s*[+-]?\d+\s*$/;

/** Whether a text can be cast to a type of DuckDB's, as far as numbers go. */
function isOf(text: string, type: string): boolean {
  if (/^(SMALLINT|INTEGER|BIGINT)$/.test(type)) return INTEGER.test(text);
  if (/^(FLOAT|DOUBLE)$/.test(type)) return isNumberText(text, type);
  return !type.startsWith('DECIMAL') || (isNumberText(text) && /\d/.test(text));
}

/** A text is no value of a type of numbers. */
export const invalidText = (text: string, type: string): SqlError => {
  const isWhole = /INT/.test(type);
  const name = isWhole
    ? 'integer'
    : type.startsWith('DECIMAL')
      ? 'numeric'
      : type === 'FLOAT'
        ? 'real'
        : 'double precision';
  const isOutside = isWhole ? INTEGER.test(text) : text.trim() !== '' && !Number.isNaN(Number(text));
  return new SqlError(
    isOutside
      ? `"${text}" is out of range for type ${name}`
      : `invalid input syntax for ${isWhole ? '' : 'type '}${name}: "${text}"`,
  );
};

/**
 * PostgreSQL's line folds a literal's cast when it parses, also in a branch that is never taken.
 * DuckDB would let it pass there, and round a fraction; so it is refused here.
 */
export function checkCast({ type, nodes: [value] }: Branch): void {
  if (value?.kind !== 'string' || isOf(unquote(value), type?.duckdb ?? '')) return;
  throw invalidText(unquote(value), type?.duckdb ?? '');
}

/** What the position of a word says: DuckDB's own grammar, which Redshift does not know. */
function checkToken(tokens: readonly Token[], index: number): void {
  const [token, next, third] = [tokens[index], tokens[index + 1], tokens[index + 2]];
  const before = tokens[index - 1];
  if (token?.kind === 'symbol' && /^[[\]{}?@$#]$/.test(token.text))
    throw unsupported(`the symbol ${token.text}`);
  // DuckDB numbers the rows of a table by a column of this name that nobody made.
  if (token && /word|quoted/.test(token.kind) && nameOf(token) === 'rowid' && before?.upper !== 'AS')
    throw unsupported('the column rowid (Redshift numbers no rows)');
  if (token?.kind !== 'word') return;
  if (token.upper === 'JOIN' && next?.kind === 'string')
    throw new SqlError(`syntax error at or near "${next.text}"`);
  if ((token.upper === 'GROUP' || token.upper === 'ORDER') && next?.upper === 'BY' && third?.upper === 'ALL')
    throw new SqlError('syntax error at or near "all"');
  if (token.upper === 'DISTINCT' && next?.upper === 'ON') throw unsupported('SELECT DISTINCT ON');
  if (/^(EXCEPT|INTERSECT|MINUS)$/.test(token.upper) && next?.upper === 'ALL')
    throw unsupported(`${token.upper} ALL`);
  if (token.upper.startsWith('LOCAL_CLOUD')) throw new SqlError(`relation "${token.text}" does not exist`);
  const reason = before?.text === '.' || next?.text === '.' ? undefined : REFUSED_WORDS[token.upper];
  if (reason !== undefined && before?.upper !== 'AS') throw unsupported(`${token.upper} (${reason})`);
}

/** Refuses words and symbols that DuckDB would run and Redshift would not. */
export function checkGrammar(tokens: readonly Token[]): void {
  for (const index of tokens.keys()) checkToken(tokens, index);
}

/** Functions whose window needs a frame where it has an order: "Window function syntax summary". */
const FRAMED: ReadonlySet<string> = new Set(
  'SUM AVG COUNT MIN MAX STDDEV STDDEV_SAMP STDDEV_POP VARIANCE VAR_SAMP VAR_POP FIRST_VALUE LAST_VALUE NTH_VALUE'.split(
    ' ',
  ),
);

/** OVER of an aggregate: an order needs ROWS, and RANGE is not in Redshift's language. */
export function checkFrame({ name, nodes }: Branch): void {
  const over = nodes.at(-2)?.upper === 'OVER' ? nodes.at(-1) : undefined;
  const window = isBranch(over) ? over.nodes.map(({ upper }) => upper) : [];
  if (window.includes('RANGE') || window.includes('GROUPS'))
    throw unsupported('a window frame other than ROWS');
  if (FRAMED.has(name) && window.includes('ORDER') && !window.includes('ROWS'))
    throw new SqlError('Aggregate window functions with an ORDER BY clause require a frame clause');
}

/** Refuses every function that is not in the catalog. */
export function checkCall(call: Branch): void {
  const name = tokensOf(call.nodes.slice(0, 1)).at(-1);
  if (name && !isFunction(call.name)) throw unsupported(`the function ${nameOf(name)}()`);
}
