import { callEnd } from './extent.ts';
import { closing, nameOf, type Token } from './tokens.ts';

function selectList(tokens: readonly Token[]): Token[][] {
  let start = 0;
  if (tokens[0]?.upper === 'WITH') {
    start = tokens.findIndex(
      (_, index) => index > 0 && depthZero(tokens, index) && tokens[index]?.upper === 'SELECT',
    );
  }
  while (tokens[start]?.text === '(') start += 1;
  if (tokens[start]?.upper !== 'SELECT') return [];
  let first = start + 1;
  if (tokens[first]?.upper === 'DISTINCT' || tokens[first]?.upper === 'ALL') first += 1;
  if (tokens[first]?.upper === 'TOP') first += 2;
  const items: Token[][] = [[]];
  for (let index = first; index < tokens.length; index += 1) {
    const token = tokens[index] as Token;
    if (token.kind === 'symbol' && token.text === '(') {
      const end = closing(tokens, index);
      items.at(-1)?.push(...tokens.slice(index, end + 1));
      index = end;
    } else if (
      token.text === ')' ||
      /^(FROM|WHERE|UNION|EXCEPT|INTERSECT|MINUS|ORDER|LIMIT|GROUP|HAVING|QUALIFY)$/.test(token.upper)
    )
      break;
    else if (token.text === ',') items.push([]);
    else items.at(-1)?.push(token);
  }
  return items;
}

function depthZero(tokens: readonly Token[], at: number): boolean {
  let depth = 0;
  for (const { kind, text } of tokens.slice(0, at)) {
    if (kind === 'symbol' && text === '(') depth += 1;
    if (kind === 'symbol' && text === ')') depth -= 1;
  }
  return depth === 0;
}

const isName = (token: Token | undefined): boolean => token?.kind === 'word' || token?.kind === 'quoted';
const CAST_NAMES: Readonly<Record<string, string>> = {
  INTEGER: 'int4',
  INT: 'int4',
  BIGINT: 'int8',
  SMALLINT: 'int2',
  DOUBLE: 'float8',
  FLOAT: 'float8',
  REAL: 'float4',
  DECIMAL: 'numeric',
  BOOLEAN: 'bool',
  TEXT: 'varchar',
};
const typeName = (upper: string): string => CAST_NAMES[upper] ?? upper.toLowerCase();

/** Name of an item that has no alias; undefined where it has one, or is a column. */
function unnamed(item: readonly Token[]): string | undefined {
  const [first, second] = item;
  const last = item.at(-1);
  const beforeLast = item.at(-2);
  if (!first || !last) return undefined;
  const cast = item.findLastIndex(({ text }) => text === '::');
  if (
    cast >= 0 &&
    item.slice(cast).every(({ kind, text }) => kind !== 'symbol' || /^(::|\(|\)|,)$/.test(text)) &&
    !(isName(last) && item.length - cast > 2 && last.upper !== 'PRECISION' && last.upper !== 'VARYING')
  ) {
    const inner = item.slice(0, cast);
    return inner.length === 1 && isName(inner[0])
      ? nameOf(inner[0] as Token)
      : typeName(item[cast + 1]?.upper ?? '');
  }
  if (
    isName(last) &&
    item.length > 1 &&
    beforeLast?.text !== '.' &&
    last.upper !== 'END' &&
    (isName(beforeLast) ||
      beforeLast?.kind === 'string' ||
      beforeLast?.kind === 'number' ||
      beforeLast?.text === ')')
  )
    return undefined;
  if (
    isName(first) &&
    item.every((token, index) => (index % 2 === 0 ? isName(token) || token.text === '*' : token.text === '.'))
  )
    return undefined;
  if (first.upper === 'CASE' && last.upper === 'END') return 'case';
  if (first.upper === 'CAST' && second?.text === '(') {
    const as = item.findLastIndex(({ upper }) => upper === 'AS');
    return as === 3 && isName(item[2]) ? nameOf(item[2] as Token) : typeName(item[as + 1]?.upper ?? '');
  }
  if (isName(first) && second?.text === '(' && callEnd(item, 0) === item.length - 1)
    return first.text.toLowerCase();
  return '?column?';
}

/** Names that Redshift gives to the columns of a query without alias, by position; undefined where DuckDB's name is right. */
export function columnNames(tokens: readonly Token[], count: number): (string | undefined)[] {
  const items = selectList(tokens);
  const star = items.findIndex((item) => item.at(-1)?.text === '*' && item.length <= 3);
  if (star < 0) return items.map(unnamed);
  const behind = items.slice(star + 1);
  const names = items.slice(0, star).map(unnamed);
  return Array.from({ length: count }, (_, index) =>
    index < star ? names[index] : unnamed(behind[index - (count - behind.length)] ?? []),
  );
}
