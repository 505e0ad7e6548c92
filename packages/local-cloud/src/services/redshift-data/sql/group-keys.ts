import { isQuery } from './compared.ts';
import { FAMILIES } from './functions/catalog.ts';
import { type Item, isName, itemsOf, listBounds } from './select-list.ts';
import { nameOf, symbol, word } from './tokens.ts';
import { type Branch, branch, isBranch, type Node, split, textOf, tokensOf } from './tree.ts';

const AGGREGATES: ReadonlySet<string> = new Set([
  ...Object.keys(FAMILIES['Aggregate functions'] ?? {}),
  ...'SUM AVG MEDIAN LISTAGG PERCENTILE_CONT PERCENTILE_DISC'.split(' '),
]);

/** A SELECT whose GROUP BY is of keys, and what stands for them in its other clauses and in ORDER BY. */
export function groupKeys(select: readonly Node[], tail: readonly Node[]): { select: Node[]; tail: Node[] } {
  const group = select.findIndex(({ upper }) => upper === 'GROUP');
  if (group < 0) return { select: [...select], tail: [...tail] };
  const behind = select.findIndex(({ upper }, index) => index > group && /^(HAVING|QUALIFY)$/.test(upper));
  const end = behind < 0 ? select.length : behind;
  const items = itemsOf(select);
  const keys = new Keys(items);
  const list = keys.list(select.slice(group + 2, end));
  const { start, end: from } = listBounds(select);
  return {
    select: [
      ...select.slice(0, start),
      ...keys.items(select.slice(start, from)),
      ...select.slice(from, group + 2),
      ...list,
      ...keys.inside(select.slice(end)),
    ],
    tail: keys.inside(tail),
  };
}

/** The keys of one GROUP BY. */
class Keys {
  readonly #items: readonly Item[];
  readonly #keys: { readonly mark: Branch; readonly expression: Node }[] = [];

  constructor(items: readonly Item[]) {
    this.#items = items;
  }

  /** The list of GROUP BY, also that of ROLLUP, CUBE and GROUPING SETS. */
  list(nodes: readonly Node[], sets = false): Node[] {
    const inSets = sets || nodes.some(({ upper }) => /^(ROLLUP|CUBE|GROUPING)$/.test(upper));
    return nodes.map((node) => {
      if (node.text === ',' || /^(ROLLUP|CUBE|GROUPING|SETS)$/.test(node.upper)) return node;
      if (inSets && isBranch(node) && node.kind === 'group')
        return { ...node, nodes: this.list(node.nodes, true) };
      return this.#key(node, inSets);
    });
  }

  #key(node: Node, inSets: boolean): Node {
    const item =
      node.kind === 'number'
        ? this.#items[Number(node.text) - 1]
        : this.#items.find(({ alias }) => isName(node) && alias === nameOf(node));
    if (node.kind === 'number' && !item) return node;
    const name = `${node.kind === 'number' ? 'ITEM' : 'GROUP'}${inSets ? ' SET' : ''}`;
    const mark = branch('key', item ? [node, item.expression] : [node], { name });
    this.#keys.push({ mark, expression: node.kind === 'number' && item ? item.expression : node });
    return mark;
  }

  /** The items of the SELECT; a column keeps its name. */
  items(nodes: readonly Node[]): Node[] {
    return split(nodes).flatMap(([node, ...rest], index) => {
      const comma = index === 0 ? [] : [symbol(',')];
      if (!node) return comma;
      const found = this.#inside(node);
      const alias = this.#keys.find(
        ({ mark }) => mark.name.startsWith('GROUP') && mark.nodes[1] === node,
      )?.mark;
      const whole = alias ? branch('key', [found], { name: 'ALIASED', of: alias }) : found;
      const isColumn = isName(node) || (isBranch(node) && node.nodes[1]?.text === '.');
      const name = rest.length === 0 && isColumn && found !== node ? tokensOf([node]).at(-1) : undefined;
      return [...comma, whole, ...rest, ...(name ? [word('AS'), name] : [])];
    });
  }

  inside(nodes: readonly Node[]): Node[] {
    return nodes.map((node) => this.#inside(node));
  }

  #inside(node: Node): Node {
    const key = this.#keys.find(({ expression }) => isSame(expression, node));
    if (key) return branch('key', [key.expression], { name: 'GROUPED', of: key.mark });
    if (!isBranch(node) || isQuery(node) || isAggregate(node) || isWhole(node)) return node;
    const [first, ...rest] = node.nodes;
    if (node.kind === 'call' && first) return { ...node, nodes: [first, ...this.inside(rest)] };
    return { ...node, nodes: this.inside(node.nodes) };
  }
}

const isAggregate = ({ kind, name, nodes }: Branch): boolean =>
  (kind === 'call' || kind === 'made') &&
  AGGREGATES.has(name) &&
  !nodes.some(({ upper }) => upper === 'OVER');

/** `a.b`, `DATE '…'`: no part of it is an expression. */
const isWhole = ({ kind, nodes }: Branch): boolean =>
  kind === 'term' && (nodes[1]?.text === '.' || nodes[1]?.kind === 'string');

/** The same expression, or a column with and without its table. */
function isSame(key: Node, node: Node): boolean {
  if (textOf([key]) === textOf([node])) return isName(node) || isBranch(node);
  const [one, other] = [key, node].map((given) => tokensOf([given]));
  const isColumn = (given: Node): boolean =>
    isName(given) || (isBranch(given) && given.nodes[1]?.text === '.');
  if (!isColumn(key) || !isColumn(node) || (isName(key) && isName(node))) return false;
  const [last, own] = [one?.at(-1), other?.at(-1)];
  return (
    (isName(key) || isName(node)) && last !== undefined && own !== undefined && nameOf(last) === nameOf(own)
  );
}
