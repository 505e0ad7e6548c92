import { SqlError, unsupported } from '../failure.ts';
import { checkCall, checkCast, checkFrame } from './checks.ts';
import { FUNCTIONS, TYPED } from './functions/catalog.ts';
import { fill, SPECIAL, substringWords } from './functions/special.ts';
import { rewriteName, rewritePath } from './names.ts';
import { rewriteOperation } from './operators.ts';
import { rewriteSelects } from './selects.ts';
import { literal, made, type Token, unquote } from './tokens.ts';
import { type Branch, branch, isBranch, type Node, partsOf, tokensOf } from './tree.ts';

/** Types that the binder has told. */
export interface Known {
  of(question: string): readonly string[] | undefined;
  note(question: string, types: readonly string[]): void;
}

/** What a session knows while a statement is rewritten. */
export interface SessionValues {
  readonly user: string;
  readonly database: string;
  /** Rows of the session's last COPY. */
  readonly lastCopyCount: number;
  /** Ends the rewriting, which asks DuckDB many questions. */
  readonly signal?: AbortSignal;
  readonly known?: Known;
}

const OF_SESSION: Readonly<Record<string, (session: SessionValues) => Token[]>> = {
  PG_LAST_COPY_COUNT: ({ lastCopyCount }) => made(`CAST(${lastCopyCount} AS BIGINT)`),
  CURRENT_DATABASE: ({ database }) => [literal(database)],
  CURRENT_SCHEMA: () => [literal('public')],
  VERSION: () => [literal('PostgreSQL 8.0.2 on local cloud, Redshift 1.0')],
};

/** A statement that reads tables has no functions of the leader node: "Leader node-only functions". */
export function checkLeader(tokens: readonly Token[]): void {
  if (tokens.some(({ upper, kind }) => kind === 'word' && upper === 'PG_LAST_COPY_COUNT'))
    throw new SqlError(
      'Specified types or functions (one per INFO message) not supported on Redshift tables.',
    );
}

/** A statement in DuckDB's dialect but for typed sites; throws SqlError on what would not give Redshift's result. */
export const rewrite = (nodes: readonly Node[], session: SessionValues): Node[] =>
  rewriteSelects(nodes).flatMap((node, index, all): Node[] => {
    if (isBranch(node)) {
      if (node.kind === 'call') checkCall(node);
      return [rewriteBranch(node, session)];
    }
    const isName = node.kind === 'word' || node.kind === 'quoted';
    return isName ? [together(rewriteName(node, all[index - 1], session.user))] : [node];
  });

/** What stands for one name is one operand. */
const together = (tokens: readonly Token[]): Node =>
  tokens.length === 1 ? (tokens[0] as Token) : branch('made', tokens);

function rewriteBranch(given: Branch, session: SessionValues): Branch {
  if (given.kind === 'term') return rewriteTerm(given, session);
  if (given.kind === 'call') return rewriteCall(given, session);
  if (given.kind === 'cast') return rewriteCast(given, session);
  const whole = { ...given, nodes: rewrite(given.nodes, session) };
  return given.kind === 'operation' ? rewriteOperation(whole) : whole;
}

function rewriteTerm(given: Branch, session: SessionValues): Branch {
  const [first, second] = given.nodes;
  if (second?.text === '.') return { ...given, nodes: rewritePath(tokensOf(given.nodes)) };
  if (second?.kind !== 'string' || !first) return { ...given, nodes: rewrite(given.nodes, session) };
  return first.upper === 'DATE' ? { ...given, nodes: [first, dateLiteral(second)] } : given;
}

/** `20240131` as a date. */
function dateLiteral(token: Token): Token {
  const digits = unquote(token);
  return /^\d{8}$/.test(digits) ? literal(digits.replace(/(..)(..)$/, '-$1-$2')) : token;
}

function rewriteCast(given: Branch, session: SessionValues): Branch {
  checkCast(given);
  const isDate = given.type?.duckdb === 'DATE' || given.type?.duckdb === 'TIMESTAMP';
  const nodes = rewrite(given.nodes, session);
  return {
    ...given,
    nodes: nodes.map((node) => (isDate && node.kind === 'string' ? dateLiteral(node) : node)),
  };
}

/** DuckDB takes IGNORE NULLS inside the call's parentheses. */
function withNullsInside(given: Branch): Branch {
  const [name, values, word, nulls, ...behind] = given.nodes;
  if (!name || !isBranch(values) || !word || nulls?.upper !== 'NULLS') return given;
  return { ...given, nodes: [name, { ...values, nodes: [...values.nodes, word, nulls] }, ...behind] };
}

function rewriteCall(given: Branch, session: SessionValues): Branch {
  checkFrame(given);
  const [name, ...rest] = given.nodes;
  const named = isBranch(name) ? [rewriteTerm(name, session)] : name ? [name] : [];
  const whole = { ...given, nodes: [...named, ...rewrite(rest, session)] };
  const ofSession = OF_SESSION[whole.name];
  if (ofSession) return branch('term', ofSession(session));
  const special = TYPED.has(whole.name) ? undefined : SPECIAL[whole.name];
  if (special)
    return branch('made', special({ name: whole.name, select: whole.select, ...partsOf(whole) }), {
      name: whole.name,
    });
  return withNullsInside(FUNCTIONS[whole.name] ? byForm(whole) : whole);
}

/** The call by its table's form; throws where the number of arguments is no form. */
function byForm(given: Branch): Branch {
  const { arguments: values, within, over } = partsOf(given);
  const all = (/^SUBSTR/.test(given.name) && substringWords(values[0] ?? [])) || values;
  const forms = FUNCTIONS[given.name] ?? {};
  const form = forms[all.length] ?? (all.length > 0 ? forms['+'] : undefined);
  if (TYPED.has(given.name)) return given;
  if (form === undefined)
    throw new SqlError(
      `function ${given.name.toLowerCase()}() with ${all.length} arguments does not exist, or is not supported by the local cloud`,
    );
  if (within) throw unsupported(`WITHIN GROUP of ${given.name}`);
  if (form === '=') return given;
  const list = all.map((_, position) => `$${position + 1}`).join(', ');
  return branch('made', [...fill(form.replace('$*', list), all), ...over], { name: given.name });
}
