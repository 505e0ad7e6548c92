import { takenRows } from './assigned.ts';
import { fill } from './functions/special.ts';
import { joinedColumns, watched } from './joins.ts';
import type { Site } from './sites.ts';
import { made, symbol, type Token } from './tokens.ts';
import { type Branch, branch, type Node } from './tree.ts';
import { trimmed } from './type-rules.ts';

/** A key of texts without the blanks that do not count; any other key as it is. */
export function keySite(part: Branch): Site {
  if (part.kind === 'rows') return rowsSite(part);
  const [key, alias] = part.nodes as [Node, Node | undefined];
  const site = (node: Node, name: string): Site => ({
    asked: [[node]],
    by: 'values',
    answer: ([type]) => (type === 'VARCHAR' ? [{ ...trimmed(node), name }] : [key]),
  });
  if (part.name.startsWith('ITEM') && alias) return site(alias, 'TRIMMED');
  return { ...site(key, 'TRIMMED'), byAlias: alias && site(alias, 'TRIMMED ALIAS') };
}

/** What stands for a key's expression outside of GROUP BY: the first value of the group, which differ in nothing that counts. */
export function groupedAnswer({ name, nodes, of }: Branch, answered: readonly Node[] | undefined): Node[] {
  const found = answered?.[0];
  const wanted = name === 'ALIASED' ? 'TRIMMED ALIAS' : 'TRIMMED';
  if (found?.kind !== 'made' || found.name !== wanted) return [...nodes];
  if (!of?.name.endsWith('SET')) return fill('min($1)', [nodes]);
  return fill('CASE WHEN GROUPING($2) = 0 THEN min($1) END', [nodes, [found]]);
}

/** Rows that differ in trailing blanks only are one row. */
function rowsSite(part: Branch): Site {
  const { name, nodes, targets } = part;
  if (/^(USING|NATURAL)/.test(name))
    return { asked: [joinedColumns(part)], by: 'tables', answer: (types) => watched(part, types) };
  const answer = (types: readonly string[]): readonly Node[] => {
    if (name === 'ASSIGNED') return takenRows(nodes, types, targets);
    return types.includes('VARCHAR') ? distinctRows(name, nodes, types) : nodes;
  };
  return { asked: [nodes], by: 'rows', answer };
}

/** A column of FROM by its place. */
const positional = (place: number): Token => ({ kind: 'symbol', text: `#${place}`, upper: '' });

function distinctRows(name: string, nodes: readonly Node[], types: readonly string[]): Node[] {
  const columns = types.map((type, index) => {
    const column = positional(index + 1);
    return type === 'VARCHAR' ? trimmed(column) : column;
  });
  const list = columns.flatMap((column, index) => (index === 0 ? [column] : [symbol(','), column]));
  const every = fill('SELECT DISTINCT ON ($1) * FROM', [list]);
  if (!/^(EXCEPT|INTERSECT)$/.test(name)) return [...every, branch('group', nodes), ...made('AS given')];
  const [left, , right] = nodes as [Node, Node, Node];
  const row = fill('row($1, 1)', [list]);
  return [
    ...every,
    branch('group', [left]),
    ...made('AS given WHERE'),
    ...row,
    ...made(`${name === 'EXCEPT' ? 'NOT ' : ''}IN`),
    branch('group', [
      ...made('SELECT'),
      ...row,
      ...made('FROM'),
      branch('group', [right]),
      ...made('AS given'),
    ]),
  ];
}
