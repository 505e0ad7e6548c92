import { unsupported } from '../failure.ts';
import { isQuery } from './compared.ts';
import { syntaxError } from './cursor.ts';
import { RESERVED } from './precedence.ts';
import { systemView } from './system-views.ts';
import type { TableName } from './table-name.ts';
import { made, nameOf, type Token } from './tokens.ts';
import { type Branch, branch, isBranch, type Node, split, tokensOf } from './tree.ts';

/** The relations of a session; each throws where there is none of the name, and gives its full name. */
export interface Lookup {
  /** A relation that is read. */
  read(name: TableName): string;
  /** The relation that the statement changes. */
  changed(name: TableName): string;
}

/** Names of common tables that a query sees. */
type Scope = ReadonlySet<string>;

const SET = /^(UNION|EXCEPT|INTERSECT|MINUS)$/;
const CLAUSE = /^(FROM|WHERE|GROUP|HAVING|QUALIFY|ORDER|LIMIT|OFFSET)$/;
const JOIN = /^(NATURAL|INNER|LEFT|RIGHT|FULL|OUTER|CROSS|JOIN)$/;

/** Where the clauses of each statement that changes rows begin. */
const CLAUSES: Readonly<Record<string, RegExp>> = {
  DELETE: /^(FROM|USING|WHERE)$/,
  MERGE: /^(INTO|USING|ON|WHEN)$/,
  UPDATE: /^(SET|FROM|WHERE)$/,
};

const wordOf = (node: Node | undefined): string => (node?.kind === 'word' ? node.upper : '');

/** A statement whose relations stand by their full names: DuckDB has nothing left to find by itself. */
export const resolved = (nodes: readonly Node[], lookup: Lookup): Node[] =>
  new Resolver(lookup).statement(nodes);

/** Expressions outside of a statement. */
export const resolvedExpressions = (nodes: readonly Node[], lookup: Lookup): Node[] =>
  new Resolver(lookup).expressions(nodes, new Set());

/** What stands between a word that `begins` a clause and the next one, each with its word. */
function clauses(nodes: readonly Node[], begins: RegExp): Node[][] {
  const found: Node[][] = [[]];
  for (const node of nodes) {
    if (begins.test(wordOf(node))) found.push([]);
    found.at(-1)?.push(node);
  }
  return found;
}

/** A query in parentheses, and not a row whose first column is one; or rows of VALUES. */
const isSelection = (group: Branch): boolean =>
  (isQuery(group) && group.nodes[1]?.text !== ',') ||
  (wordOf(group.nodes[0]) === 'VALUES' && isBranch(group.nodes[1]) && group.nodes[1].kind === 'group');

/** A name that is no keyword. */
const isNameToken = (node: Node | undefined): node is Token =>
  node?.kind === 'quoted' || (node?.kind === 'word' && !RESERVED.has(node.upper) && !JOIN.test(node.upper));

/** `name` and `name (a, b)` as what they are apart: a name, and the names of columns. */
function apart(node: Node): Node[] {
  if (!isBranch(node) || node.kind !== 'call') return [node];
  const [name, columns, ...rest] = node.nodes;
  const isNamed = isBranch(columns) && split(columns.nodes).every((item) => isNameToken(item[0]));
  if (!name || !columns || rest.length > 0 || !isNamed) throw notARelation(node);
  return [name, columns];
}

const notARelation = (node: Node): Error => {
  if (!isBranch(node)) return syntaxError(node);
  const [first] = tokensOf([node]);
  return node.kind === 'call'
    ? unsupported(`the function ${node.name.toLowerCase()}() as a relation`)
    : syntaxError(first);
};

class Resolver {
  readonly #lookup: Lookup;

  constructor(lookup: Lookup) {
    this.#lookup = lookup;
  }

  statement(nodes: readonly Node[]): Node[] {
    const head = wordOf(nodes[0]);
    if (head === 'INSERT') return this.#insert(nodes);
    if (head === 'TRUNCATE') return this.#truncate(nodes);
    const begins = CLAUSES[head];
    if (!begins) return this.#query(nodes, new Set());
    return clauses(nodes, begins).flatMap((clause, index) => this.#change(head, clause, index));
  }

  /** A clause of DELETE, UPDATE or MERGE. */
  #change(head: string, clause: readonly Node[], index: number): Node[] {
    const [word, ...rest] = clause as [Node, ...Node[]];
    const isTarget = head === 'UPDATE' ? index === 0 : index === 1;
    if (isTarget) return [word, ...this.#target(rest)];
    return /^(FROM|USING)$/.test(wordOf(word))
      ? [word, ...this.#relations(rest, new Set())]
      : this.expressions(clause, new Set());
  }

  /** The relation that is changed, with its alias. */
  #target(nodes: readonly Node[]): Node[] {
    const [target, ...rest] = nodes;
    const [alias, ...more] = wordOf(rest[0]) === 'AS' ? rest.slice(1) : rest;
    if (!target || more.length > 0 || (alias && !isNameToken(alias)))
      throw syntaxError(tokensOf(more.length > 0 ? more : nodes)[0]);
    return [this.#relation(target, new Set(), (name) => this.#lookup.changed(name)), ...rest];
  }

  #insert([insert, into, target, ...rest]: readonly Node[]): Node[] {
    if (!insert || wordOf(into) !== 'INTO' || !into || !target) throw syntaxError(tokensOf(rest)[0]);
    const [name, ...columns] = insertTarget(target);
    const source = [...columns, ...rest];
    const first = source[0];
    const listed = first && isBranch(first) && first.kind === 'group' && !isQuery(first) ? 1 : 0;
    const values = source.slice(listed);
    const isRows = /^(VALUES|DEFAULT)$/.test(wordOf(values[0]));
    return [
      insert,
      into,
      ...this.#target([name as Node]),
      ...this.expressions(source.slice(0, listed), new Set()),
      ...(isRows ? this.expressions(values, new Set()) : this.#query(values, new Set())),
    ];
  }

  #truncate([word, ...rest]: readonly Node[]): Node[] {
    const isTable = wordOf(rest[0]) === 'TABLE' && rest.length > 1;
    return [word as Node, ...this.#target(isTable ? rest.slice(1) : rest)];
  }

  /** `WITH …`, and what it is for: SELECTs, between UNION and its like. */
  #query(nodes: readonly Node[], outer: Scope): Node[] {
    const { head, rest, scope } = this.#commonTables(nodes, outer);
    const body = clauses(rest, SET).flatMap((part, index) => {
      const operators = index === 0 ? 0 : /^(ALL|DISTINCT)$/.test(wordOf(part[1])) ? 2 : 1;
      return [...part.slice(0, operators), ...this.#operand(part.slice(operators), scope)];
    });
    return [...head, ...body];
  }

  #commonTables(nodes: readonly Node[], outer: Scope): { head: Node[]; rest: readonly Node[]; scope: Scope } {
    const [head, scope] = [[] as Node[], new Set(outer)];
    if (wordOf(nodes[0]) !== 'WITH') return { head, rest: nodes, scope };
    for (let at = 0; at === 0 || nodes[at]?.text === ','; ) {
      const [comma, given, as, query] = nodes.slice(at, at + 4);
      const [name, ...columns] = given ? apart(given) : [];
      if (!isNameToken(name)) throw syntaxError(tokensOf(given ? [given] : [])[0]);
      if (wordOf(as) !== 'AS' || !isBranch(query) || !isQuery(query))
        throw syntaxError(tokensOf(nodes.slice(at + 2))[0]);
      head.push(comma as Node, quoted(name), ...columns, as as Node, this.#group(query, scope));
      scope.add(nameOf(name));
      at += 4;
      if (nodes[at]?.text !== ',') return { head, rest: nodes.slice(at), scope };
    }
    throw syntaxError(undefined);
  }

  /** One SELECT with all that follows it, a query in parentheses, or rows of VALUES. */
  #operand(nodes: readonly Node[], scope: Scope): Node[] {
    const [first, ...rest] = nodes;
    if (isBranch(first) && isQuery(first)) return [this.#group(first, scope), ...this.#tail(rest, scope)];
    if (!/^(SELECT|VALUES)$/.test(wordOf(first))) throw syntaxError(tokensOf(nodes)[0]);
    return clauses(nodes, CLAUSE).flatMap((clause) => {
      if (wordOf(clause[0]) !== 'FROM') return this.expressions(clause, scope);
      return [clause[0] as Node, ...this.#relations(clause.slice(1), scope)];
    });
  }

  /** What may follow a query in parentheses. */
  #tail(nodes: readonly Node[], scope: Scope): Node[] {
    if (nodes.length > 0 && !/^(ORDER|LIMIT|OFFSET)$/.test(wordOf(nodes[0])))
      throw syntaxError(tokensOf(nodes)[0]);
    return this.expressions(nodes, scope);
  }

  /** The relations behind FROM or USING, and how they are joined. */
  #relations(nodes: readonly Node[], scope: Scope): Node[] {
    const found: Node[] = [];
    for (let at = 0; at < nodes.length || at === 0; ) {
      const relation = nodes[at];
      if (!relation) throw syntaxError(undefined);
      found.push(this.#relation(relation, scope, (name) => this.#lookup.read(name)));
      at += 1;
      if (wordOf(nodes[at]) === 'AS') found.push(nodes[at++] as Node);
      const alias = nodes[at];
      if (alias && (isNameToken(alias) || (isBranch(alias) && alias.kind === 'call'))) {
        found.push(...apart(alias));
        at += 1;
      }
      const end = nextRelation(nodes, at);
      found.push(...this.#joining(nodes.slice(at, end), scope));
      if (end === nodes.length) return found;
      at = end;
    }
    return found;
  }

  /** What stands between two relations: a comma, the words of a join, the condition of the one before. */
  #joining(nodes: readonly Node[], scope: Scope): Node[] {
    const [first] = nodes;
    const isKnown =
      !first || first.text === ',' || JOIN.test(wordOf(first)) || /^(ON|USING)$/.test(wordOf(first));
    if (!isKnown) throw syntaxError(tokensOf(nodes)[0]);
    return this.expressions(nodes, scope);
  }

  #relation(node: Node, scope: Scope, find: (name: TableName) => string): Node {
    if (isBranch(node) && node.kind === 'group')
      return isSelection(node)
        ? this.#group(node, scope)
        : { ...node, nodes: this.#relations(node.nodes, scope) };
    if (isNameToken(node)) {
      const name = nameOf(node);
      if (scope.has(name)) return quoted(node);
      return full(systemView(undefined, name) ?? find({ name, inPublic: false }));
    }
    const [schema, , relation, more] = isBranch(node) && node.kind === 'term' ? node.nodes : [];
    if (!isNameToken(schema) || !isNameToken(relation)) throw notARelation(node);
    const [first, second] = [nameOf(schema), nameOf(relation)];
    if (more)
      throw unsupported(
        `the relation ${tokensOf([node])
          .map(({ text }) => text)
          .join('')} of a database by its name`,
      );
    if (first === 'public') return full(find({ name: second, inPublic: true }));
    const view = systemView(first, second);
    if (view) return full(view);
    throw /^(information_schema|pg_catalog)$/.test(first)
      ? unsupported(`the relation ${first}.${second}`)
      : unsupported(`the schema ${first}`);
  }

  expressions(nodes: readonly Node[], scope: Scope): Node[] {
    return nodes.map((node) => this.#expression(node, scope));
  }

  #expression(node: Node, scope: Scope): Node {
    if (!isBranch(node)) return node;
    if (node.kind === 'group') return this.#group(node, scope);
    if (node.kind !== 'call') return { ...node, nodes: this.expressions(node.nodes, scope) };
    // Arguments and windows have words of their own between the expressions.
    const parts = node.nodes.map((part) =>
      isBranch(part) && part.kind === 'group' && !isQuery(part)
        ? { ...part, nodes: this.expressions(part.nodes, scope) }
        : this.#expression(part, scope),
    );
    return { ...node, nodes: parts };
  }

  /** A query, or expressions between commas: nothing else is a group of Redshift's, and DuckDB knows more. */
  #group(group: Branch, scope: Scope): Branch {
    if (isSelection(group)) return { ...group, nodes: this.#query(group.nodes, scope) };
    const odd = split(group.nodes).find((piece) => piece.length !== 1);
    if (odd) throw syntaxError(tokensOf(odd.slice(1))[0]);
    return { ...group, nodes: this.expressions(group.nodes, scope) };
  }
}

/** `name`, `name (a, b)` and `name (SELECT …)` behind INTO, which read like calls. */
const insertTarget = (node: Node): readonly Node[] =>
  isBranch(node) && node.kind === 'call' ? node.nodes : [node];

/** Where the next relation begins: behind a comma or JOIN. */
function nextRelation(nodes: readonly Node[], start: number): number {
  for (let at = start; at < nodes.length; at += 1)
    if (nodes[at]?.text === ',' || wordOf(nodes[at]) === 'JOIN') return at + 1;
  return nodes.length;
}

/** A name in quotes is no keyword of DuckDB's. */
const quoted = (token: Token): Token => ({
  kind: 'quoted',
  text: `"${nameOf(token).replaceAll('"', '""')}"`,
  upper: '',
});

const full = (name: string): Branch => branch('relation', made(name));
