import { TYPED } from './functions/catalog.ts';
import { fill } from './functions/special.ts';
import { made, type Token, unquote, untokenize } from './tokens.ts';
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

function inBindingOrder(nodes: readonly Node[]): Node[] {
  let [select, clause] = [0, 0];
  const placed = nodes.map((node) => {
    if (/^(UNION|EXCEPT|INTERSECT)$/.test(node.upper)) select += CLAUSES.length;
    if (CLAUSES.includes(node.upper)) clause = CLAUSES.indexOf(node.upper);
    return { node, place: select + clause };
  });
  return placed.sort((a, b) => a.place - b.place).map(({ node }) => node);
}

/** Every site after those that it holds or reads from. */
const sitesOf = (nodes: readonly Node[]): Branch[] =>
  inBindingOrder(nodes)
    .filter(isBranch)
    .flatMap((node) => [...sitesOf(node.nodes), ...(isSite(node) ? [node] : [])]);

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

/** Casts of literals, casts to neither text nor integers, and texts that are joined need no question. */
function known({ name, type, arguments: given }: Site): string[] | undefined {
  const isLiteral = given[0]?.length === 1 && /^(string|number)$/.test(given[0][0]?.kind ?? '');
  const asks =
    type?.duckdb === 'VARCHAR' || (!isLiteral && /^(SMALLINT|INTEGER|BIGINT)$/.test(type?.duckdb ?? ''));
  if (name === 'CAST' && !asks) return ['?'];
  const texts = given.every(([operand]) => operand?.kind === 'string');
  return name === '||' && texts ? ['VARCHAR', 'VARCHAR'] : undefined;
}

/** An aggregate is asked for as one, since HAVING and a grouped SELECT take no bare column. */
const question = ({ name }: Site): string =>
  /^(SUM|AVG|MEDIAN)$/.test(name) ? `${PROBE}(max($1) $o, $2)` : `${PROBE}($1, $2)`;

/** The tokens of a tree, each site rewritten by the types that DuckDB's binder finds for its arguments. */
export async function resolveTypes(nodes: readonly Node[], probe: Probe): Promise<Token[]> {
  const answers = new Map<string, readonly Node[]>();
  const keys = new Map<Branch, string>();
  const keyOf = (site: Branch): string => {
    const key = keys.get(site) ?? `${site.select} ${textOf([site])}`;
    keys.set(site, key);
    return key;
  };
  const tokens = (): Token[] =>
    tokensOf(nodes, (part) => (isSite(part) ? answers.get(keyOf(part)) : undefined));
  for (const part of sitesOf(nodes)) {
    if (answers.has(keyOf(part))) continue;
    const site = siteOf(part);
    const filled = (sql: string, [first = [], second = made('NULL')] = site.arguments): Node[] =>
      fill(sql.replace('$d', site.distinct ? 'DISTINCT' : '').replace('$o', '$3'), [
        first,
        second,
        site.over,
      ]);
    answers.set(keyOf(part), filled(question(site)));
    const types = known(site) ?? (await probe(untokenize(tokens())));
    const meant = besideNumbers(site, types);
    answers.set(keyOf(part), filled(pattern(site, meant.types), meant.arguments));
  }
  return tokens();
}

export const typesIn = (message: string): string[] | undefined => {
  const [, list] = new RegExp(`'${PROBE}\\((.*)\\)'`).exec(message) ?? [];
  return list?.split(/,\s*(?![^(]*\))/);
};
