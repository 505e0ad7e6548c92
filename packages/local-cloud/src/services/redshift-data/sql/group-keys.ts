import { isQuery } from './compared.ts';
import { FAMILIES } from './functions/catalog.ts';
import { RESERVED } from './precedence.ts';
import { type Item, isName, itemsOf, listBounds } from './select-list.ts';
import { nameOf, symbol, type Token, word } from './tokens.ts';
import { type Branch, branch, isBranch, type Node, split, tokensOf } from './tree.ts';

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
      const name =
        rest.length === 0 && isColumn(node) && found !== node ? tokensOf([node]).at(-1) : undefined;
      return [...comma, found, ...rest, ...(name ? [word('AS'), name] : [])];
    });
  }

  inside(nodes: readonly Node[]): Node[] {
    return nodes.map((node) => this.#inside(node));
  }

  #inside(node: Node): Node {
    const key = this.#keys.find(({ expression }) => isSame(expression, node));
    if (key) return branch('key', [node], { name: 'GROUPED', of: key.mark });
    const alias = this.#keys.find(
      ({ mark: { name, nodes } }) => name.startsWith('GROUP') && nodes[1] && isSame(nodes[1], node),
    );
    const found = this.#parts(node);
    return alias ? branch('key', [found], { name: 'ALIASED', of: alias.mark }) : found;
  }

  #parts(node: Node): Node {
    if (!isBranch(node) || isAggregate(node) || isWhole(node)) return node;
    if (isQuery(node)) return this.#inQuery(node, new Set(tablesIn(tokensOf([node]))));
    const [first, ...rest] = node.nodes;
    if (node.kind === 'call' && first) return { ...node, nodes: [first, ...this.inside(rest)] };
    return { ...node, nodes: this.inside(node.nodes) };
  }

  /** In a subquery a column with a table that is none of its own is one of the outer query. */
  #inQuery(node: Node, own: ReadonlySet<string>): Node {
    if (!isBranch(node)) return node;
    const isOuter = isColumn(node) && !own.has(nameOf(tokensOf([node])[0] as Token));
    const key = isOuter ? this.#keys.find(({ expression }) => isSame(expression, node)) : undefined;
    if (key) return branch('key', [node], { name: 'GROUPED', of: key.mark });
    return isWhole(node) ? node : { ...node, nodes: node.nodes.map((one) => this.#inQuery(one, own)) };
  }
}

/** Names in a query that stand before neither a dot nor another name: what its tables are called is among them. */
const tablesIn = (tokens: readonly Token[]): string[] =>
  tokens.flatMap((token, index) => {
    const next = tokens[index + 1];
    const isNamed = next?.text === '.' || next?.upper === 'AS' || (isName(next) && !isKeyword(next));
    return isName(token) && !isNamed ? [nameOf(token)] : [];
  });

const isKeyword = ({ upper }: Token): boolean =>
  RESERVED.has(upper) || /^(INNER|LEFT|RIGHT|FULL|CROSS|NATURAL)$/.test(upper);

const isAggregate = ({ kind, name, nodes }: Branch): boolean =>
  (kind === 'call' || kind === 'made') &&
  AGGREGATES.has(name) &&
  !nodes.some(({ upper }) => upper === 'OVER');

const isColumn = (node: Node): boolean =>
  isName(node) || (node.kind === 'term' && node.nodes[1]?.text === '.');

/** `a.b`, `DATE '…'`, a relation: no part of it is an expression. */
const isWhole = ({ kind, nodes }: Branch): boolean =>
  kind === 'relation' || (kind === 'term' && (nodes[1]?.text === '.' || nodes[1]?.kind === 'string'));

const written = (token: Token): string => (/word|quoted/.test(token.kind) ? nameOf(token) : token.text);

/** The same expression, or a column with and without its table. */
function isSame(key: Node, node: Node): boolean {
  if (!isName(node) && !isBranch(node)) return false;
  const [one = [], other = []] = [key, node].map((given) => tokensOf([given]).map(written));
  const isLonger = isName(key) !== isName(node) && isColumn(key) && isColumn(node);
  return isLonger ? one.at(-1) === other.at(-1) : one.join('\n') === other.join('\n');
}
