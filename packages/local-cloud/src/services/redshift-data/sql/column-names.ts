import { readTree } from './read-tree.ts';
import { nameOf, type Token } from './tokens.ts';
import { type Branch, type Node, split } from './tree.ts';

const CLAUSE = /^(FROM|WHERE|UNION|EXCEPT|INTERSECT|MINUS|ORDER|LIMIT|GROUP|HAVING|QUALIFY|INTO)$/;

function selectList(nodes: readonly Node[]): Node[][] {
  const [first] = nodes;
  if (first?.kind === 'group') return selectList(first.nodes);
  const list = nodes.slice(nodes.findIndex(({ upper }) => upper === 'SELECT') + 1);
  const end = list.findIndex(({ upper }) => CLAUSE.test(upper));
  const start = /^(DISTINCT|ALL)$/.test(list[0]?.upper ?? '') ? 1 : 0;
  const top = list[start]?.upper === 'TOP' ? 2 : 0;
  return split(list.slice(start + top, end < 0 ? undefined : end));
}

const isName = (node: Node | undefined): node is Token => node?.kind === 'word' || node?.kind === 'quoted';

const CAST_NAMES: Readonly<Record<string, string>> = {
  SMALLINT: 'int2',
  INTEGER: 'int4',
  BIGINT: 'int8',
  FLOAT: 'float4',
  DOUBLE: 'float8',
  BOOLEAN: 'bool',
};

function castName({ type, nodes: [operand] }: Branch): string {
  if (isName(operand)) return nameOf(operand);
  const { name = '', duckdb = '' } = type ?? {};
  if (name === 'character(1)') return 'char';
  return duckdb.startsWith('DECIMAL') ? 'numeric' : (CAST_NAMES[duckdb] ?? duckdb.toLowerCase());
}

/** Name of an item that has no alias; undefined where it has one, or is a column. */
function unnamed([node, alias]: readonly Node[]): string | undefined {
  if (alias !== undefined || node === undefined || isName(node)) return undefined;
  if (node.kind === 'cast') return castName(node);
  if (node.kind === 'call') return node.name.toLowerCase();
  if (node.kind !== 'term') return '?column?';
  const [first, second] = node.nodes;
  if (second?.text === '.') return undefined;
  return first?.upper === 'CASE' ? 'case' : '?column?';
}

/** Names that Redshift gives to the columns of a query without alias, by position; undefined where DuckDB's name is right. */
export function columnNames(tokens: readonly Token[], count: number): (string | undefined)[] {
  const items = selectList(readTree(tokens));
  const isStar = (node: Node | undefined): boolean =>
    node?.text === '*' || (node?.kind === 'term' && node.nodes.at(-1)?.text === '*');
  const star = items.findIndex(([node]) => isStar(node));
  if (star < 0) return items.map(unnamed);
  const behind = items.slice(star + 1);
  const names = items.slice(0, star).map(unnamed);
  return Array.from({ length: count }, (_, index) =>
    index < star ? names[index] : unnamed(behind[index - (count - behind.length)] ?? []),
  );
}
