import { groupedAnswer } from './key-sites.ts';
import { isSite, type Site, siteOf } from './sites.ts';
import { made, symbol, type Token, untokenize } from './tokens.ts';
import { type Branch, branch, isBranch, type Node, textOf, tokensOf } from './tree.ts';

/** Types of the arguments of a call that cannot be: DuckDB's binder names them in its refusal. */
export type Probe = (sql: string) => Promise<string[]>;

const PROBE = 'json_structure';

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
  readonly site: Site;
  readonly clause: number;
  /** The nodes that stand side by side with it. */
  readonly among: readonly Node[];
  readonly inside: readonly Placed[];
}

/** Every site after those that it holds or reads from. */
const sitesOf = (nodes: readonly Node[], outer = 0): Placed[] =>
  inBindingOrder(nodes, outer).flatMap(({ node, clause }) => {
    if (!isBranch(node)) return [];
    const inside = sitesOf(node.nodes, clause);
    return isSite(node)
      ? [...inside, { part: node, site: siteOf(node), clause, among: nodes, inside }]
      : inside;
  });

/** Pieces that have the same kind of type as DuckDB reads them, so that what holds them need not wait. */
const isPlain = ({ part }: Placed): boolean =>
  /cast|key|value|term/.test(part.kind) || (part.kind === 'operation' && part.name !== '/');

/** The first open site, and those beside it in its clause that hold no open one: one question tells the types of all. */
function together(open: readonly Placed[], isOpen: (site: Placed) => boolean): Placed[] {
  const [first] = open as [Placed];
  if (/rows|tables/.test(first.site.by) || first.site.byAlias) return [first];
  const next = open.findIndex(
    ({ part, clause }) => part.select !== first.part.select || clause !== first.clause,
  );
  return open
    .slice(0, next < 0 ? open.length : next)
    .filter(({ site }) => site.by === first.site.by && !site.byAlias)
    .filter(
      ({ part, among }) => [part, first.part].every(({ kind }) => kind !== 'key') || among === first.among,
    )
    .filter((placed) => placed.inside.findLast((held) => isOpen(held) && !isPlain(held)) === undefined);
}

/** What is asked in the place of a site. */
function question(sites: readonly Site[]): Node[] {
  const by = sites[0]?.by;
  const asked = sites.flatMap((site) => site.asked);
  if (by === 'values' || by === 'aggregates')
    return [...made(`${PROBE}(`), ...asked.flatMap((nodes) => [...nodes, symbol(',')]), ...made('NULL)')];
  const columns = [
    ...made(`SELECT ${PROBE}(*COLUMNS(*), NULL) FROM`),
    branch('group', asked.flat()),
    ...made('AS given'),
  ];
  return by === 'tables' ? [branch('group', columns)] : columns;
}

function keyFor(part: Branch): Branch | string {
  if (!isSite(part)) return '';
  return /^(key|rows|value)$/.test(part.kind) ? part : `${part.select} ${textOf([part])}`;
}

/** The tokens of a tree, each site rewritten by the types that DuckDB's binder finds for its arguments. */
export async function resolveTypes(nodes: readonly Node[], probe: Probe): Promise<Token[]> {
  const sites = sitesOf(nodes);
  const answers = new Map<Branch | string, readonly Node[]>();
  const keys = new WeakMap<Branch, Branch | string>();
  /** The same expression in the same SELECT has one answer. What is no site has none. */
  const keyOf = (part: Branch): Branch | string => {
    const key = keys.get(part) ?? keyFor(part);
    keys.set(part, key);
    return key;
  };
  const isOpen = ({ part }: Placed): boolean => !answers.has(keyOf(part));
  const answer = (part: Branch): readonly Node[] | undefined =>
    part.of ? groupedAnswer(part, answers.get(part.of)) : answers.get(keyOf(part));
  const settle = ({ part, site }: Placed, types: readonly string[]): void => {
    answers.set(keyOf(part), site.answer(types));
  };
  /** Types of all that the sites ask about, asked for where the first one stands, or what holds it. */
  const ask = async (placed: readonly Placed[]): Promise<string[]> => {
    const [first] = placed as [Placed];
    const key = keyOf((placed.findLast(({ inside }) => inside.includes(first)) ?? first).part);
    answers.set(key, question(placed.map(({ site }) => site)));
    const sql = untokenize(tokensOf(nodes, answer));
    return probe(sql).finally(() => answers.delete(key));
  };
  const askAlone = async (placed: Placed): Promise<void> => {
    const { byAlias } = placed.site;
    const types = await ask([placed]).catch((error: unknown) => {
      if (byAlias && /^Binder Error: Alias with name/.test(String((error as Error).message)))
        return undefined;
      throw error;
    });
    if (types) settle(placed, types);
    else if (byAlias) await askAlone({ ...placed, site: byAlias });
  };
  for (const placed of sites) if (placed.site.asked.length === 0) settle(placed, []);
  for (;;) {
    const open = sites.filter(isOpen);
    const [first] = open;
    if (!first) return tokensOf(nodes, answer);
    const placed = together(open, isOpen);
    // Where the binder takes no such question, as beside a GROUP BY, the first site is asked for alone.
    const types = placed.length > 1 ? await ask(placed).catch(() => []) : [];
    if (types.length !== placed.flatMap(({ site }) => site.asked).length) await askAlone(first);
    else for (const one of placed) settle(one, types.splice(0, one.site.asked.length));
  }
}

/** Types in a refusal of the binder, but for that of the last argument. */
export const typesIn = (message: string): string[] | undefined => {
  const [, list] = new RegExp(`'${PROBE}\\((.*)\\)'`).exec(message) ?? [];
  return list?.split(/,\s*(?![^(]*\))/).slice(0, -1);
};
