import { TYPED } from './functions/catalog.ts';
import { fill } from './functions/special.ts';
import { made, symbol, type Token, unquote, untokenize } from './tokens.ts';
import { type Branch, isBranch, type Node, partsOf, textOf, tokensOf } from './tree.ts';
import { besideNumbers, pattern, type Site } from './type-rules.ts';

/** Types of the arguments of a call that cannot be: DuckDB's binder names them in its refusal. */
export type Probe = (sql: string) => Promise<string[]>;

const PROBE = 'json_structure';

const isSite = ({ kind, name, nodes }: Branch): boolean =>
  kind === 'cast' ||
  (kind === 'call' && TYPED.has(name)) ||
  (kind === 'operation' && nodes.length === 3 && (/^(\*|\/|%|\|\|)$/.test(name) || meetsText(name, nodes)));

/** A number in quotes beside something else: a number too, if the other is. Comparisons need it for fractions only. */
function meetsText(operator: string, nodes: readonly Node[]): boolean {
  const text = /^[-+]$/.test(operator) ? /^\s*[+-]?[\d.]+\s*$/ : /^\s*[+-]?\d*\.\d+\s*$/;
  const texts = nodes.filter((node) => node.kind === 'string' && text.test(unquote(node)));
  return texts.length === 1 && /^([-+=<>]|<=|>=|<>|!=)$/.test(operator);
}

/** Clauses in the order in which the binder comes to them. */
const CLAUSES: readonly string[] = 'WITH FROM WHERE GROUP HAVING QUALIFY SELECT SET ORDER LIMIT'.split(' ');

/** Nodes with the clause that each stands in: that of the nodes around them where there is none of their own. */
function inBindingOrder(nodes: readonly Node[], outer: number): { node: Node; clause: number }[] {
  let [select, clause] = [0, nodes.some(({ upper }) => CLAUSES.includes(upper)) ? 0 : outer];
  const placed = nodes.map((node) => {
    if (/^(UNION|EXCEPT|INTERSECT)$/.test(node.upper)) select += CLAUSES.length;
    if (CLAUSES.includes(node.upper)) clause = CLAUSES.indexOf(node.upper);
    return { node, clause: select + clause };
  });
  return placed.sort((a, b) => a.clause - b.clause);
}

interface Placed {
  readonly part: Branch;
  readonly clause: number;
  readonly inside: readonly Placed[];
}

/** Every site after those that it holds or reads from. */
const sitesOf = (nodes: readonly Node[], outer = 0): Placed[] =>
  inBindingOrder(nodes, outer).flatMap(({ node, clause }) => {
    if (!isBranch(node)) return [];
    const inside = sitesOf(node.nodes, clause);
    return isSite(node) ? [...inside, { part: node, clause, inside }] : inside;
  });

function siteOf(given: Branch): Site & { readonly over: readonly Node[]; readonly distinct: boolean } {
  const { kind, name, nodes, type } = given;
  if (type) return { name: 'CAST', arguments: [nodes], type, over: [], distinct: false };
  if (kind === 'operation')
    return { name, arguments: [nodes.slice(0, 1), nodes.slice(2)], over: [], distinct: false };
  const {
    arguments: [first = [], ...rest],
    over,
  } = partsOf(given);
  const distinct = first[0]?.upper === 'DISTINCT';
  return { name, arguments: [distinct ? first.slice(1) : first, ...rest], over, distinct };
}

/** A pattern with the arguments of a site. */
const filled = (
  { distinct, over }: ReturnType<typeof siteOf>,
  sql: string,
  [first = [], second = made('NULL')]: Site['arguments'],
): Node[] => fill(sql.replace('$d', distinct ? 'DISTINCT' : '').replace('$o', '$3'), [first, second, over]);

/** Casts of literals, casts to neither text nor integers, and texts that are joined need no question. */
function known({ name, type, arguments: given }: Site): string[] | undefined {
  const isLiteral = given[0]?.length === 1 && /^(string|number)$/.test(given[0][0]?.kind ?? '');
  const asks =
    type?.duckdb === 'VARCHAR' || (!isLiteral && /^(SMALLINT|INTEGER|BIGINT)$/.test(type?.duckdb ?? ''));
  if (name === 'CAST' && !asks) return ['?'];
  const texts = given.every(([operand]) => operand?.kind === 'string');
  return name === '||' && texts ? ['VARCHAR', 'VARCHAR'] : undefined;
}

const isAggregate = (name: string): boolean => /^(SUM|AVG|MEDIAN)$/.test(name);

/** An aggregate is asked for as one, since HAVING and a grouped SELECT take no bare column. */
const question = ({ name }: Branch): string => (isAggregate(name) ? 'max($1) $o, $2' : '$1, $2');

/** The first open site, and those beside it in its clause that hold no open one: one question tells the types of all. */
function together(open: readonly Placed[], isOpen: (site: Placed) => boolean): Branch[] {
  const [first] = open as [Placed];
  const next = open.findIndex(
    ({ part, clause }) => part.select !== first.part.select || clause !== first.clause,
  );
  return open
    .slice(0, next < 0 ? open.length : next)
    .filter(({ part }) => isAggregate(part.name) === isAggregate(first.part.name))
    .filter(({ inside }) => inside.findLast(isOpen) === undefined)
    .map(({ part }) => part);
}

/** The tokens of a tree, each site rewritten by the types that DuckDB's binder finds for its arguments. */
export async function resolveTypes(nodes: readonly Node[], probe: Probe): Promise<Token[]> {
  const sites = sitesOf(nodes);
  const answers = new Map<string, readonly Node[]>();
  const keys = new Map(sites.map(({ part }) => [part, `${part.select} ${textOf([part])}`]));
  const keyOf = (part: Branch): string => keys.get(part) ?? '';
  const isOpen = ({ part }: Placed): boolean => !answers.has(keyOf(part));
  const tokens = (): Token[] =>
    tokensOf(nodes, (part) => (isSite(part) ? answers.get(keyOf(part)) : undefined));
  const settle = (part: Branch, types: readonly string[]): void => {
    const site = siteOf(part);
    const meant = besideNumbers(site, types);
    answers.set(keyOf(part), filled(site, pattern(site, meant.types), meant.arguments));
  };
  /** Types of the arguments of all parts, asked for where the first one stands. */
  const ask = async (parts: readonly [Branch, ...Branch[]]): Promise<string[]> => {
    const asked = parts.flatMap((part, index) => [
      ...(index === 0 ? [] : [symbol(',')]),
      ...filled(siteOf(part), question(part), siteOf(part).arguments),
    ]);
    answers.set(keyOf(parts[0]), fill(`${PROBE}($1)`, [asked]));
    return probe(untokenize(tokens())).finally(() => answers.delete(keyOf(parts[0])));
  };
  for (const { part } of sites) {
    const types = known(siteOf(part));
    if (types) settle(part, types);
  }
  for (;;) {
    const open = sites.filter(isOpen);
    const [first] = open;
    if (!first) return tokens();
    const parts = together(open, isOpen);
    // Where the binder takes no such question, as beside a GROUP BY, the first site is asked for alone.
    const all = parts.length > 1 ? await ask(parts as [Branch]).catch(() => []) : [];
    if (all.length === 2 * parts.length)
      for (const [index, one] of parts.entries()) settle(one, all.slice(2 * index, 2 * index + 2));
    else settle(first.part, await ask([first.part]));
  }
}

export const typesIn = (message: string): string[] | undefined => {
  const [, list] = new RegExp(`'${PROBE}\\((.*)\\)'`).exec(message) ?? [];
  return list?.split(/,\s*(?![^(]*\))/);
};
