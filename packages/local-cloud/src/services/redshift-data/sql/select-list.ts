import { nameOf, type Token } from './tokens.ts';
import { isBranch, type Node, split } from './tree.ts';

/** One item of a SELECT. */
export interface Item {
  readonly expression: Node;
  /** What stands behind the expression: its name. */
  readonly rest: readonly Node[];
  readonly alias: string | undefined;
}

export const isName = (node: Node | undefined): node is Token =>
  (node?.kind === 'word' && node.upper !== '') || node?.kind === 'quoted';

const CLAUSE = /^(FROM|WHERE|GROUP|HAVING|QUALIFY)$/;

/** Where the list of a SELECT begins and ends. */
export function listBounds(select: readonly Node[]): { start: number; end: number } {
  const end = select.findIndex(({ upper }) => CLAUSE.test(upper));
  return {
    start: /^(DISTINCT|ALL)$/.test(select[1]?.upper ?? '') ? 2 : 1,
    end: end < 0 ? select.length : end,
  };
}

const isStar = (node: Node | undefined): boolean =>
  node?.text === '*' || (isBranch(node) && node.kind === 'term' && node.nodes.at(-1)?.text === '*');

/** The items of a SELECT up to a `*`: of those behind it the places are not known. */
export function itemsOf(select: readonly Node[]): Item[] {
  const { start, end } = listBounds(select);
  const items = split(select.slice(start, end)).map(([expression, ...rest]): Item => {
    const last = rest.at(-1);
    return { expression: expression as Node, rest, alias: isName(last) ? nameOf(last) : undefined };
  });
  const star = items.findIndex(({ expression }) => isStar(expression));
  return star < 0 ? items : items.slice(0, star);
}
