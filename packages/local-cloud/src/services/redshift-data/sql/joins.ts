import { unsupported } from '../failure.ts';
import { isQuery } from './compared.ts';
import { fill } from './functions/special.ts';
import { isName } from './select-list.ts';
import { made, nameOf, symbol, type Token } from './tokens.ts';
import { type Branch, branch, isBranch, type Node, tokensOf } from './tree.ts';

const JOINING =
  /^(JOIN|INNER|LEFT|RIGHT|FULL|OUTER|CROSS|NATURAL|ON|USING|WHERE|GROUP|HAVING|QUALIFY|ORDER|LIMIT)$/;

/** A table of FROM, from where to where it stands, and the columns by which USING joins it; none of NATURAL. */
interface Joined {
  readonly start: number;
  readonly end: number;
  readonly columns: readonly Token[];
  /** Whether it is known which tables before it have these columns. */
  readonly known: boolean;
}

/**
 * A sequence whose tables that USING or NATURAL joins are marked: DuckDB compares their texts with trailing blanks, and
 * shows one column of both. So texts with such blanks are refused there.
 */
export function withJoins(nodes: readonly Node[]): Node[] {
  const tables = nodes.flatMap((_, index) => joinedAt(nodes, index));
  if (tables.length === 0) return [...nodes];
  return nodes.flatMap((node, index) => {
    const own = tables.filter(({ start, end }) => index >= start && index < end);
    const [first] = own;
    if (!first) return [node];
    const columns = own.flatMap((table) => table.columns);
    const name =
      first.columns.length === 0 ? 'NATURAL' : own.every(({ known }) => known) ? 'USING' : 'USING BEHIND';
    const table = branch('rows', nodes.slice(first.start, first.end), { name, columns });
    return index === first.start ? [table] : [];
  });
}

/** What a USING or a NATURAL at this place joins. */
function joinedAt(nodes: readonly Node[], index: number): Joined[] {
  const endOf = (start: number): number => {
    const end = nodes.findIndex(
      ({ text, upper }, at) => at >= start && (text === ',' || JOINING.test(upper)),
    );
    return end < 0 ? nodes.length : end;
  };
  if (nodes[index]?.upper === 'NATURAL') {
    const start = nodes.findIndex(({ upper }, at) => at > index && upper === 'JOIN') + 1;
    return [{ start, end: endOf(start), columns: [], known: true }];
  }
  const list = nodes[index + 1];
  if (nodes[index]?.upper !== 'USING' || !isBranch(list) || isQuery(list)) return [];
  const join = nodes.findLastIndex(({ upper }, at) => at < index && upper === 'JOIN');
  if (join < 0) return [];
  const columns = list.nodes.filter(isName);
  const start =
    nodes.findLastIndex(({ text, upper }, at) => at < join && (text === ',' || upper === 'FROM')) + 1;
  const before = nodes.slice(start, join).flatMap((node, at, all) => {
    const names = all[at + 1];
    return node.upper === 'USING' && isBranch(names) ? names.nodes.filter(isName).map(nameOf) : [];
  });
  const isFirst = !nodes.slice(start, join).some(({ upper }) => upper === 'JOIN');
  const known = isFirst || columns.every((column) => before.includes(nameOf(column)));
  const right = { start: join + 1, end: index, columns, known };
  return isFirst ? [{ start, end: endOf(start), columns, known }, right] : [right];
}

/** The query whose types decide. */
export const joinedColumns = ({ nodes, columns = [] }: Branch): Node[] => [
  ...made('SELECT'),
  ...(columns.length === 0 ? made('*') : commas(columns)),
  ...made('FROM'),
  ...nodes,
];

const commas = (nodes: readonly Node[]): Node[] =>
  nodes.flatMap((node, index) => (index === 0 ? [node] : [symbol(','), node]));

/** A joined table by the types of its columns; throws where its texts cannot be watched. */
export function watched({ name, nodes, columns = [] }: Branch, types: readonly string[]): readonly Node[] {
  const texts = columns.filter((_, index) => types[index] === 'VARCHAR');
  if (!types.includes('VARCHAR')) return nodes;
  if (name !== 'USING')
    throw unsupported(`${name === 'NATURAL' ? name : 'a further'} JOIN by texts without ON`);
  const replaced = texts.map(
    (column): Node => branch('made', fill('local_cloud.unpadded($1) AS $1', [[column]])),
  );
  const alias = tokensOf(nodes).at(-1);
  const named = alias && isName(alias) ? [...made('AS'), alias] : [];
  const query = fill('SELECT * REPLACE ($1) FROM $2', [commas(replaced), nodes]);
  return [branch('group', query), ...named];
}
