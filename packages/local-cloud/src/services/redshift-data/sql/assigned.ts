import { isQuery } from './compared.ts';
import { fill } from './functions/special.ts';
import { literal, made, nameOf, symbol, type Token, unquote } from './tokens.ts';
import { type Branch, branch, isBranch, type Node, split, tokensOf } from './tree.ts';
import { checkText, converted } from './type-rules.ts';
import type { SqlType } from './types.ts';

/** A column that gets values. */
export interface Target {
  readonly name: string;
  readonly type: SqlType;
}

const lastName = (node: Node | undefined): string =>
  node ? (tokensOf([node]).map(nameOf).at(-1) ?? '') : '';

/** INSERT, UPDATE and MERGE with every value as its column takes it. */
export function assigned(nodes: readonly Node[], columns: readonly Target[]): Node[] {
  return withInserted(withSet(nodes, columns), columns);
}

/** `SET a = …, b = …`. */
function withSet(nodes: readonly Node[], columns: readonly Target[]): Node[] {
  const set = nodes.findIndex(({ upper }) => upper === 'SET');
  const end = nodes.findIndex(({ upper }, index) => index > set && /^(FROM|WHERE|WHEN)$/.test(upper));
  return nodes.map((node, index) => {
    const isValue = set >= 0 && index > set && (end < 0 || index < end) && nodes[index - 1]?.text === '=';
    return isValue ? asTaken(node, columnOf(columns, lastName(nodes[index - 2]))) : node;
  });
}

/** What stands behind INSERT: rows of VALUES, or a query. */
function withInserted(nodes: readonly Node[], columns: readonly Target[]): Node[] {
  const insert = nodes.findIndex(({ upper }) => upper === 'INSERT');
  if (insert < 0) return [...nodes];
  const target = insert + (nodes[insert + 1]?.upper === 'INTO' ? 2 : 0);
  const list = nodes[target + 1];
  const isList = isBranch(list) && list.kind === 'group' && !isQuery(list);
  const targets = isList ? split(list.nodes).map(([name]) => columnOf(columns, lastName(name))) : columns;
  const values = nodes.findIndex(({ upper }) => upper === 'VALUES');
  const source = target + (isList ? 2 : 1);
  if (values < 0) return [...nodes.slice(0, source), rows(nodes.slice(source), targets)];
  return nodes.map((node, index) =>
    index > values && isBranch(node) && node.kind === 'group' ? inRow(node, targets) : node,
  );
}

const columnOf = (columns: readonly Target[], name: string): Target | undefined =>
  columns.find((column) => column.name === name);

const inRow = (row: Branch, targets: readonly (Target | undefined)[]): Branch => ({
  ...row,
  nodes: split(row.nodes).flatMap(([value, ...rest], index) => [
    ...(index === 0 ? [] : [symbol(',')]),
    ...(value ? [asTaken(value, targets[index])] : []),
    ...rest,
  ]),
});

/** Types whose columns take a text in another way than DuckDB's. */
const isStrict = ({ duckdb, length }: SqlType): boolean =>
  length !== undefined || /^(SMALLINT|INTEGER|BIGINT|FLOAT|DOUBLE)$/.test(duckdb);

function asTaken(value: Node, target: Target | undefined): Node {
  if (!target || !isStrict(target.type) || value.kind === 'number' || /^(DEFAULT|NULL)$/.test(value.upper))
    return value;
  if (value.kind === 'string') return literalFor(value, target.type);
  return branch('value', [value], { type: target.type });
}

/** A literal as a column takes it: blanks beyond the width are cut off, anything else there is an error of the table. */
function literalFor(token: Token, { duckdb, length }: SqlType): Token {
  const text = unquote(token);
  if (length === undefined) {
    checkText(text, duckdb);
    return token;
  }
  const bytes = Buffer.from(text);
  const isBlank = bytes.length > length && bytes.subarray(length).every((byte) => byte === 0x20);
  return isBlank ? literal(bytes.subarray(0, length).toString()) : token;
}

/** A value of a type as a column takes it. */
export function taken(value: Node, type: string, { duckdb, length }: SqlType): Node[] {
  if (type !== 'VARCHAR') return [value];
  return fill(length === undefined ? converted(type, duckdb) : `local_cloud.fitted($1, ${length})`, [
    [value],
  ]);
}

const rows = (query: readonly Node[], targets: readonly (Target | undefined)[]): Branch =>
  branch('rows', query, { name: 'ASSIGNED', targets: targets.map((target) => target?.type) });

/** The rows of a query as the columns of an INSERT take them. */
export function takenRows(
  query: readonly Node[],
  types: readonly string[],
  targets: Branch['targets'] = [],
): readonly Node[] {
  const strict = targets.map((target) => (target && isStrict(target) ? target : undefined));
  if (!types.some((type, index) => type === 'VARCHAR' && strict[index])) return query;
  const names = types.map((_, index): Token => ({ kind: 'quoted', text: `"#${index + 1}"`, upper: '' }));
  const listed = (nodes: readonly Node[][]): Node[] =>
    nodes.flatMap((node, index) => (index === 0 ? node : [symbol(','), ...node]));
  const values = names.map((name, index) => {
    const target = strict[index];
    return target ? taken(name, types[index] ?? '', target) : [name];
  });
  return [
    ...made('SELECT'),
    ...listed(values),
    ...made('FROM'),
    branch('group', query),
    ...made('AS given'),
    branch('group', listed(names.map((name) => [name]))),
  ];
}
