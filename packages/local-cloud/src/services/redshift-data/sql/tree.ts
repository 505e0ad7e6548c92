import { made, symbol, type Token, untokenize } from './tokens.ts';
import type { SqlType } from './types.ts';

/** A piece of a statement: a token, or what belongs together. */
export type Node = Token | Branch;

export interface Branch {
  /**
   * term: `a.b`, `DATE '…'`, `CASE … END`; group: `(…)`; call: the name, its group and what stands behind;
   * cast: the operand; operation: operands and the words between; made: DuckDB's SQL around pieces of the statement;
   * key: an expression by whose value rows are told apart or put in order; rows: a query, or operands of UNION and its like;
   * value: what a column gets; relation: its full name in DuckDB.
   */
  readonly kind:
    | 'term'
    | 'group'
    | 'call'
    | 'cast'
    | 'operation'
    | 'made'
    | 'key'
    | 'rows'
    | 'value'
    | 'relation';
  readonly nodes: readonly Node[];
  /** Of a call, in upper case, and empty behind a schema; of an operation, its operator; of keys and rows, what they are for. */
  readonly name: string;
  /** Type of a cast, or of the column that gets a value. */
  readonly type?: SqlType;
  /** Number of the SELECT that it stands in. */
  readonly select: number;
  /** The key of GROUP BY that a key stands for. */
  readonly of?: Branch;
  /** Columns by which a join compares the rows. */
  readonly columns?: readonly Token[];
  /** Types of the columns that get the rows of a query. */
  readonly targets?: readonly (SqlType | undefined)[];
  /** A branch has no text of its own: looking for a word finds tokens only. */
  readonly text: '';
  readonly upper: '';
}

export const branch = (
  kind: Branch['kind'],
  nodes: readonly Node[],
  more: Partial<Pick<Branch, 'name' | 'select' | 'type' | 'of' | 'columns' | 'targets'>> = {},
): Branch => ({ kind, nodes, name: '', select: 0, text: '', upper: '', ...more });

export const isBranch = (node: Node | undefined): node is Branch => node !== undefined && 'nodes' in node;

/** What stands for a branch instead of its own nodes. */
export type Answer = (branch: Branch) => readonly Node[] | undefined;

/** The tokens of a tree. */
export function tokensOf(nodes: readonly Node[], answer: Answer = () => undefined): Token[] {
  const tokens: Token[] = [];
  for (const node of nodes) write(tokens, node, answer);
  return tokens;
}

function write(tokens: Token[], node: Node, answer: Answer): void {
  if (isBranch(node)) writeBranch(tokens, node, answer(node), answer);
  else tokens.push(node);
}

function writeBranch(
  tokens: Token[],
  { kind, nodes, type }: Branch,
  answered: readonly Node[] | undefined,
  answer: Answer,
): void {
  if (answered || kind === 'operation' || kind === 'made') {
    for (const node of answered ?? nodes) writeOperand(tokens, node, answer);
    return;
  }
  const isCast = kind === 'cast' && type;
  if (isCast) tokens.push(...made('CAST('));
  if (kind === 'group') tokens.push(symbol('('));
  for (const node of kind === 'key' ? nodes.slice(0, 1) : nodes) write(tokens, node, answer);
  if (kind === 'group') tokens.push(symbol(')'));
  if (isCast) tokens.push(...made(`AS ${type.duckdb})`));
}

/** DuckDB's operators bind in another order than Redshift's: parentheses say the statement's. */
function writeOperand(tokens: Token[], node: Node, answer: Answer): void {
  if (!isBranch(node)) return void tokens.push(node);
  const answered = answer(node);
  const alone = !answered && !/operation|made/.test(node.kind);
  if (!alone) tokens.push(symbol('('));
  writeBranch(tokens, node, answered, answer);
  if (!alone) tokens.push(symbol(')'));
}

export const textOf = (nodes: readonly Node[]): string => untokenize(tokensOf(nodes));

/** The pieces between the commas; none of nothing. */
export function split(nodes: readonly Node[]): Node[][] {
  const pieces: Node[][] = nodes.length === 0 ? [] : [[]];
  for (const node of nodes) {
    if (node.kind === 'symbol' && node.text === ',') pieces.push([]);
    else pieces.at(-1)?.push(node);
  }
  return pieces;
}

/** A call's arguments, and what stands behind them: WITHIN GROUP's inside, and `OVER …`. */
export function partsOf({ nodes: [, given, ...behind] }: Branch): {
  readonly arguments: Node[][];
  readonly within: readonly Node[] | undefined;
  readonly over: Node[];
} {
  const within = behind[behind.findIndex(({ upper }) => upper === 'WITHIN') + 2];
  const over = behind.findIndex(({ upper }) => upper === 'OVER');
  return {
    arguments: split(isBranch(given) ? given.nodes : []),
    within: behind[0]?.upper === 'WITHIN' && isBranch(within) ? within.nodes : undefined,
    over: over < 0 ? [] : behind.slice(over),
  };
}
