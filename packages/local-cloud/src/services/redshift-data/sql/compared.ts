import { made, symbol, type Token } from './tokens.ts';
import { type Branch, branch, isBranch, type Node, split } from './tree.ts';
import { asCompared } from './type-rules.ts';

const COMPARISON = /^([=<>]|<=|>=|<>|!=)$/;

/** Positions in a branch of what it compares with each other. */
function positions({ kind, name, nodes }: Branch): number[] {
  const behind = (word: RegExp): number[] =>
    nodes.flatMap((_, index) => (word.test(nodes[index - 1]?.upper ?? '') ? [index] : []));
  if (kind === 'term')
    return nodes[0]?.upper === 'CASE' && nodes[1]?.upper !== 'WHEN' ? [1, ...behind(/^WHEN$/)] : [];
  if (kind !== 'operation') return [];
  if (name === 'BETWEEN') return [0, ...behind(/^(BETWEEN|AND)$/)];
  const compares = COMPARISON.test(name) || name === 'IN' || (name === 'IS' && nodes.length > 4);
  return compares && nodes.length > 2 ? [0, nodes.length - 1] : [];
}

/** `(SELECT …)`, also in several parentheses. */
export const isQuery = (node: Node | undefined): boolean =>
  isBranch(node) &&
  (node.kind === 'rows' ||
    (node.kind === 'group' &&
      (/^(SELECT|WITH)$/.test(node.nodes[0]?.upper ?? '') || isQuery(node.nodes[0]))));

/** The group at this position is a set of rows, not one value. */
const isSet = ({ name, nodes }: Branch, at: number): boolean =>
  isQuery(nodes[at]) && (name === 'IN' || /^(ANY|SOME|ALL)$/.test(nodes[at - 1]?.upper ?? ''));

const isList = ({ name, nodes }: Branch, at: number): boolean =>
  name === 'IN' && at === nodes.length - 1 && !isQuery(nodes[at]);

const items = (node: Node | undefined): Node[] => (isBranch(node) ? split(node.nodes).flat() : []);

/** The columns of an operand: those of `(a, b)`, the literal of `('a')`, or itself. */
function columnsOf(node: Node): Node[] {
  if (!isBranch(node) || node.kind !== 'group' || isQuery(node)) return [node];
  const [first, ...rest] = items(node);
  return rest.length > 0 || first?.kind === 'string' ? items(node) : [node];
}

const grouped = (nodes: readonly Node[]): Branch =>
  branch(
    'group',
    nodes.flatMap((node, index) => (index === 0 ? [node] : [symbol(','), node])),
  );

/** A column of a set of rows, by the name that `setOf` gives it. */
const ofSet = (place: number): Token => ({ kind: 'quoted', text: `"#${place}"`, upper: '' });
const isOfSet = ({ kind, text }: Node): boolean => kind === 'quoted' && /^"#\d+"$/.test(text);

/** Everything that a branch compares, row by row; a set of rows as its columns. */
function rowsOf(part: Branch): Node[][] {
  const places = positions(part);
  const width = columnsOf(part.nodes[places[0] ?? 0] as Node).length;
  return places.flatMap((at) => {
    const node = part.nodes[at] as Node;
    if (isSet(part, at)) return [Array.from({ length: width }, (_, index) => ofSet(index + 1))];
    return isList(part, at) ? items(node).map(columnsOf) : [columnsOf(node)];
  });
}

/** What DuckDB is asked about: a set of one column is asked about as a value, one of several is like what it is compared with. */
export const comparedIn = (part: Branch): Node[] => {
  const set = positions(part).find((at) => isSet(part, at));
  return rowsOf(part).flatMap((row) =>
    row.every(isOfSet) ? (row.length === 1 && set !== undefined ? [part.nodes[set] as Node] : []) : row,
  );
};

/** What stands for a branch by the types of what it compares, in the order of `comparedIn`. */
export function comparison(part: Branch, types: readonly string[]): Node[] {
  const rows = rowsOf(part);
  const width = rows[0]?.length ?? 1;
  const typesOf = (row: number): readonly string[] =>
    row * width < types.length ? types.slice(row * width, (row + 1) * width) : types.slice(0, width);
  const columns = Array.from({ length: width }, (_, column) =>
    asCompared(
      rows.map((row) => row[column] as Node),
      rows.map((_, row) => typesOf(row)[column] ?? ''),
    ),
  );
  let row = 0;
  const next = (): Node[] => {
    row += 1;
    return columns.map((column) => column[row - 1] as Node);
  };
  const places = new Set(positions(part));
  return part.nodes.map((node, at, all) => {
    if (!places.has(at)) return node;
    if (isList(part, at)) return grouped(items(node).map(() => whole(next())));
    return isSet(part, at) ? setOf(all[at] as Branch, next()) : whole(next());
  });
}

const whole = (row: readonly Node[]): Node => (row.length === 1 ? (row[0] as Node) : grouped(row));

/** The set of rows with its columns as they are compared. */
const setOf = (query: Branch, columns: readonly Node[]): Branch =>
  columns.every(isOfSet)
    ? query
    : branch('group', [
        ...made('SELECT'),
        ...grouped(columns).nodes,
        ...made('FROM'),
        query,
        ...made('AS given'),
        grouped(columns.map((_, index) => ofSet(index + 1))),
      ]);
