import { unsupported } from '../failure.ts';
import { groupKeys } from './group-keys.ts';
import { withJoins } from './joins.ts';
import { type Item, isName, itemsOf } from './select-list.ts';
import { nameOf } from './tokens.ts';
import { type Branch, branch, isBranch, type Node, textOf } from './tree.ts';

const word = (node: Node | undefined): string => (node?.kind === 'word' ? node.text.toUpperCase() : '');
const SET = /^(UNION|EXCEPT|INTERSECT)$/;

/** A tree whose keys are marked: by what rows are grouped, told apart, and put in order. */
export const keyed = (nodes: readonly Node[]): Node[] =>
  query(
    withJoins(nodes.map((node, index, all) => (isBranch(node) ? keyedBranch(node, all[index - 1]) : node))),
  );

function keyedBranch(given: Branch, before: Node | undefined): Branch {
  const nodes = keyed(given.nodes);
  if (before?.upper === 'OVER' && given.kind === 'group') return { ...given, nodes: window(nodes) };
  const [name, values] = nodes;
  if (given.name !== 'COUNT' || !name || !isBranch(values) || values.nodes[0]?.upper !== 'DISTINCT')
    return { ...given, nodes };
  const distinct = { ...values, nodes: [values.nodes[0], ...values.nodes.slice(1).map(key)] };
  return { ...given, nodes: [name, distinct, ...nodes.slice(2)] };
}

const key = (node: Node): Branch => branch('key', [node], { name: 'KEY' });

/** The expressions of a list, each before its `DESC NULLS LAST`. */
const keys = (list: readonly Node[]): Node[] =>
  list.map((node, index) => {
    const first = index === 0 || list[index - 1]?.text === ',';
    return first && node.kind !== 'number' ? key(node) : node;
  });

/** PARTITION BY and ORDER BY of a window. */
function window(nodes: readonly Node[]): Node[] {
  const starts = nodes.flatMap(({ upper }, index) => (upper === 'BY' ? [index + 1] : []));
  const ends = (start: number): number => {
    const end = nodes.findIndex(({ upper }, index) => index > start && /^(ORDER|ROWS)$/.test(upper));
    return end < 0 ? nodes.length : end;
  };
  return starts.reduce(
    (made, start) => made.toSpliced(start, ends(start) - start, ...keys(nodes.slice(start, ends(start)))),
    [...nodes],
  );
}

/** Where the operands of a sequence's query begin and end. */
function bounds(nodes: readonly Node[]): { start: number; end: number } | undefined {
  const start = nodes.findIndex(
    (node, index) => word(node) === 'SELECT' || (node.kind === 'group' && SET.test(word(nodes[index + 1]))),
  );
  if (start < 0) return undefined;
  const end = nodes.findIndex((node, index) => index > start && /^(ORDER|LIMIT|OFFSET)$/.test(word(node)));
  return { start, end: end < 0 ? nodes.length : end };
}

function query(nodes: readonly Node[]): Node[] {
  const { start, end } = bounds(nodes) ?? {};
  if (start === undefined || end === undefined) return [...nodes];
  const [head, body, tail] = [nodes.slice(0, start), nodes.slice(start, end), nodes.slice(end)];
  if (body.some((node) => SET.test(word(node)))) return [...head, ...operands(body), ...tail];
  const grouped = groupKeys(body, tail);
  const ordered = orderKeys(grouped.select, grouped.tail);
  return word(body[1]) === 'DISTINCT'
    ? [...head, branch('rows', grouped.select, { name: 'DISTINCT' }), ...places(grouped.select, grouped.tail)]
    : [...head, ...grouped.select, ...ordered];
}

/** DuckDB takes no thousand SELECTs in a row; EXCEPT and INTERSECT stand inside of each other, and each asks for types. */
const MOST_SELECTS = 900;
const MOST_INSIDE = 100;

function checkCount(body: readonly Node[]): void {
  const operators = body.map(word).filter((one) => SET.test(one));
  if (operators.length >= MOST_SELECTS)
    throw unsupported(`a query of more than ${MOST_SELECTS} SELECTs between UNION and its like`);
  if (operators.filter((one) => one !== 'UNION').length > MOST_INSIDE)
    throw unsupported(`a query of more than ${MOST_INSIDE} EXCEPT and INTERSECT`);
}

/** Operands of UNION and its like, INTERSECT before the others, as they bind. */
function operands(body: readonly Node[]): Node[] {
  checkCount(body);
  const parts: { operator: Node[]; nodes: Node[] }[] = [{ operator: [], nodes: [] }];
  for (const node of body) {
    const last = parts.at(-1) as (typeof parts)[number];
    if (SET.test(word(node))) parts.push({ operator: [node], nodes: [] });
    else if (word(node) === 'ALL' && last.nodes.length === 0) last.operator.push(node);
    else last.nodes.push(node);
  }
  const [first = [], ...rest] = parts.map(({ nodes }) => query(nodes));
  const operators = parts.slice(1).map(({ operator }) => operator);
  const terms: { operator: Node[]; nodes: Node[] }[] = [{ operator: [], nodes: first }];
  for (const [index, operator] of operators.entries()) {
    const last = terms.at(-1) as (typeof terms)[number];
    const nodes = rest[index] as Node[];
    if (word(operator[0]) === 'INTERSECT') last.nodes = joined(last.nodes, operator, nodes);
    else terms.push({ operator, nodes });
  }
  return terms.reduce<Node[]>(
    (left, { operator, nodes }) => (left.length === 0 ? nodes : joined(left, operator, nodes)),
    [],
  );
}

function joined(left: Node[], operator: Node[], right: Node[]): Node[] {
  if (operator.length > 1) {
    left.push(...operator, ...right);
    return left;
  }
  const name = word(operator[0]);
  const [first] = left;
  if (name === 'UNION' && isBranch(first) && first.kind === 'rows' && first.name === 'UNION') {
    // The rows of many operands are told apart once; the list was made below, and is nobody else's.
    (first.nodes as Node[]).push(...left.slice(1), ...operator, branch('rows', right));
    return [first];
  }
  return [branch('rows', [branch('rows', left), ...operator, branch('rows', right)], { name })];
}

/** The expressions of ORDER BY, each changed by `change`. */
function orderBy(tail: readonly Node[], change: (node: Node) => Node): Node[] {
  const order = tail.findIndex(({ upper }) => upper === 'ORDER');
  const end = tail.findIndex((node, index) => index > order && /^(LIMIT|OFFSET)$/.test(word(node)));
  return tail.map((node, index) => {
    const first = index === order + 2 || tail[index - 1]?.text === ',';
    return order >= 0 && index > order + 1 && (end < 0 || index < end) && first ? change(node) : node;
  });
}

/** The item that a number or a name of ORDER BY means. */
function meant(items: readonly Item[], node: Node): Item | undefined {
  if (node.kind === 'number') return items[Number(node.text) - 1];
  return isName(node) ? items.find(({ alias }) => alias === nameOf(node)) : undefined;
}

/** ORDER BY of one SELECT. Names in an expression of ORDER BY are those of FROM, so the item's own expression stands there. */
const orderKeys = (select: readonly Node[], tail: readonly Node[]): Node[] => {
  const items = itemsOf(select);
  return orderBy(tail, (node) => {
    const item = meant(items, node);
    if (item) return branch('key', [node, item.expression], { name: 'ITEM' });
    return node.kind === 'number' ? node : key(node);
  });
};

/** ORDER BY of SELECT DISTINCT names what is selected: by its place, wherever the rows come from. */
const places = (select: readonly Node[], tail: readonly Node[]): Node[] => {
  const items = itemsOf(select);
  return orderBy(tail, (node) => {
    const place = items.findIndex(({ expression }) => textOf([expression]) === textOf([node]));
    return place < 0 || isName(node) ? node : { kind: 'number', text: `${place + 1}`, upper: '' };
  });
};
