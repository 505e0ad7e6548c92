import { unsupported } from '../failure.ts';
import { groupedAnswer } from './key-sites.ts';
import { isSite, type Site, siteOf } from './sites.ts';
import { made, symbol, type Token, untokenize } from './tokens.ts';
import { type Branch, branch, isBranch, type Node, tokensOf } from './tree.ts';

/**
 * Types of the arguments of a call that cannot be: DuckDB's binder names them in its refusal. None where `several`
 * sites are asked for and the binder takes no such question, as beside a GROUP BY.
 */
export type Probe = (sql: string, several: boolean) => Promise<readonly string[]>;

const PROBE = 'json_structure';

/** Bytes that may be asked about one statement: each SELECT with types to tell asks about the whole. */
const MOST_ASKED = 4_000_000;

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
  /** Its place among all; those that it holds have the places from `first` to its own. */
  readonly place: number;
  readonly first: number;
  /** Whether it stands in the text: what a key stands for does not. */
  readonly written: boolean;
}

/** Every site after those that it holds or reads from. */
function sitesOf(nodes: readonly Node[], outer = 0, above = true, sites: Placed[] = []): Placed[] {
  for (const { node, clause } of inBindingOrder(nodes, outer)) {
    if (!isBranch(node)) continue;
    const first = sites.length;
    const shown = node.kind === 'key' ? 1 : node.nodes.length;
    sitesOf(node.nodes.slice(0, shown), clause, above, sites);
    sitesOf(node.nodes.slice(shown), clause, false, sites);
    if (!isSite(node)) continue;
    const [part, site, place] = [node, siteOf(node), sites.length];
    sites.push({ part, site, clause, among: nodes, place, first, written: above });
  }
  return sites;
}

/** Pieces that have the same kind of type as DuckDB reads them, so that what holds them need not wait. */
const isPlain = ({ part }: Placed): boolean =>
  /cast|key|value|term/.test(part.kind) || (part.kind === 'operation' && part.name !== '/');

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

/** Numbers of expressions: the same for the same one. */
class Names {
  readonly #numbers = new Map<string, number>();
  readonly #known = new WeakMap<Branch, number>();

  of(node: Node): number {
    if (!isBranch(node)) return this.#number(`${node.kind} ${node.text}`);
    const known = this.#known.get(node);
    if (known !== undefined) return known;
    const { kind, name, type, nodes } = node;
    const inner = kind === 'key' ? nodes.slice(0, 1) : nodes;
    const number = this.#number(`${kind} ${name} ${type?.name} ${inner.map((one) => this.of(one))}`);
    this.#known.set(node, number);
    return number;
  }

  #number(text: string): number {
    const number = this.#numbers.get(text) ?? this.#numbers.size;
    this.#numbers.set(text, number);
    return number;
  }
}

/** The tokens of a tree, each site rewritten by the types that DuckDB's binder finds for its arguments. */
export const resolveTypes = (nodes: readonly Node[], probe: Probe): Promise<Token[]> =>
  new Typing(nodes, probe).tokens();

class Typing {
  readonly #nodes: readonly Node[];
  readonly #probe: Probe;
  readonly #sites: readonly Placed[];
  readonly #names = new Names();
  readonly #answers = new Map<Branch | string, readonly Node[]>();
  /** Where each stands first in the text. */
  readonly #written = new Map<Branch | string, Branch>();
  /** Before this one none is open. */
  #first = 0;
  #asked = 0;

  constructor(nodes: readonly Node[], probe: Probe) {
    this.#nodes = nodes;
    this.#probe = probe;
    this.#sites = sitesOf(nodes);
    for (const { part, written } of this.#sites.toReversed())
      if (written) this.#written.set(this.#keyOf(part), part);
  }

  async tokens(): Promise<Token[]> {
    for (const placed of this.#sites) if (placed.site.asked.length === 0) this.#settle(placed, []);
    for (let first = this.#nextOpen(); first; first = this.#nextOpen()) {
      const placed = this.#together(first);
      const types = placed.length > 1 ? await this.#ask(placed) : [];
      if (types.length !== placed.flatMap(({ site }) => site.asked).length) await this.#askAlone(first);
      else this.#settleAll(placed, types);
    }
    return tokensOf(this.#nodes, (part) => this.#answer(part));
  }

  /** The same expression in the same SELECT has one answer. What is no site has none. */
  #keyOf(part: Branch): Branch | string {
    if (!isSite(part)) return '';
    return /^(key|rows|value)$/.test(part.kind) ? part : `${part.select} ${this.#names.of(part)}`;
  }

  #answer(part: Branch): readonly Node[] | undefined {
    return part.of ? groupedAnswer(part, this.#answers.get(part.of)) : this.#answers.get(this.#keyOf(part));
  }

  #settle({ part, site }: Placed, types: readonly string[]): void {
    this.#answers.set(this.#keyOf(part), site.answer(types));
  }

  #settleAll(placed: readonly Placed[], types: readonly string[]): void {
    let start = 0;
    for (const one of placed) {
      const end = start + one.site.asked.length;
      this.#settle(one, types.slice(start, end));
      start = end;
    }
  }

  #isOpen({ part }: Placed): boolean {
    return !this.#answers.has(this.#keyOf(part));
  }

  #nextOpen(): Placed | undefined {
    for (; ; this.#first += 1) {
      const placed = this.#sites[this.#first];
      if (!placed || this.#isOpen(placed)) return placed;
    }
  }

  /** The first open site, and those beside it in its clause that hold no open one: one question tells the types of all. */
  #together(first: Placed): Placed[] {
    if (/rows|tables/.test(first.site.by) || first.site.byAlias) return [first];
    const found = new Map<Branch | string, Placed>();
    let waitedFor = -1;
    for (let place = first.place; place < this.#sites.length; place += 1) {
      const placed = this.#sites[place] as Placed;
      const { part, site, clause, among } = placed;
      if (!this.#isOpen(placed)) continue;
      if (part.select !== first.part.select || clause !== first.clause) break;
      const isBeside = (part.kind !== 'key' && first.part.kind !== 'key') || among === first.among;
      const isAlike = site.by === first.site.by && !site.byAlias && isBeside;
      const key = this.#keyOf(part);
      if (isAlike && waitedFor < placed.first && !found.has(key)) found.set(key, placed);
      if (!isPlain(placed)) waitedFor = place;
    }
    return [...found.values()];
  }

  /** Types of all that the sites ask about, asked for where the first one stands, or what holds it. */
  async #ask(placed: readonly Placed[]): Promise<readonly string[]> {
    const [first] = placed as [Placed];
    const holder = placed.findLast((one) => one.first <= first.place && first.place < one.place) ?? first;
    const place = this.#written.get(this.#keyOf(holder.part)) ?? holder.part;
    const asking = question(placed.map(({ site }) => site));
    const sql = untokenize(tokensOf(this.#nodes, (part) => (part === place ? asking : this.#answer(part))));
    this.#asked += sql.length;
    if (this.#asked > MOST_ASKED)
      throw unsupported('a statement of so many SELECTs that compute or compare (write it as several)');
    return this.#probe(sql, placed.length > 1);
  }

  async #askAlone(placed: Placed): Promise<void> {
    const { byAlias } = placed.site;
    const types = await this.#ask([placed]).catch((error: unknown) => {
      if (byAlias && /^Binder Error: Alias with name/.test(String((error as Error).message)))
        return undefined;
      throw error;
    });
    if (types) this.#settle(placed, types);
    else if (byAlias) await this.#askAlone({ ...placed, site: byAlias });
  }
}

/** Types in a refusal of the binder, but for that of the last argument. */
export const typesIn = (message: string): string[] | undefined => {
  const [, list] = new RegExp(`'${PROBE}\\((.*)\\)'`).exec(message) ?? [];
  const types = list?.match(/(?:[^,(]|\((?:[^()]|\([^()]*\))*\))+/g);
  return types?.map((type) => type.trim()).slice(0, -1);
};
