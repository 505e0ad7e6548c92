import { SqlError, unsupported } from '../failure.ts';
import { checkCasts, checkFrames, checkWords } from './checks.ts';
import { callEnd } from './extent.ts';
import { FUNCTIONS, TYPED } from './functions/catalog.ts';
import { fill, SPECIAL, substringWords } from './functions/special.ts';
import type { FunctionCall } from './functions/table.ts';
import { rewriteOperators } from './operators.ts';
import { SYSTEM_VIEWS } from './system-views.ts';
import { argumentsAt, closing, literal, made, nameOf, type Token, word } from './tokens.ts';

/** What a session knows while a statement is rewritten. */
export interface SessionValues {
  readonly user: string;
  readonly database: string;
  /** Rows of the session's last COPY. */
  readonly lastCopyCount: number;
  /** Names in the statement that stand before `(` and are tables, not functions. */
  readonly tables: ReadonlySet<string>;
}

/** Words that are functions without parentheses. */
const BARE: Readonly<Record<string, (session: SessionValues) => Token[]>> = {
  SYSDATE: () => made('local_cloud.now()'),
  CURRENT_USER: ({ user }) => [literal(user)],
  USER: ({ user }) => [literal(user)],
  SESSION_USER: ({ user }) => [literal(user)],
};

const OF_SESSION: Readonly<Record<string, (session: SessionValues) => Token[]>> = {
  PG_LAST_COPY_COUNT: ({ lastCopyCount }) => made(`CAST(${lastCopyCount} AS BIGINT)`),
  CURRENT_DATABASE: ({ database }) => [literal(database)],
  CURRENT_SCHEMA: () => [literal('public')],
  VERSION: () => [literal('PostgreSQL 8.0.2 on local cloud, Redshift 1.0')],
};

function callOf(tokens: readonly Token[], index: number): { call: FunctionCall; end: number } {
  const open = index + 1;
  const close = closing(tokens, open);
  const end = callEnd(tokens, index);
  const behind = tokens.slice(close + 1, end + 1);
  const within = behind[0]?.upper === 'WITHIN' ? behind.slice(3, closing(behind, 2)) : undefined;
  const over = behind.findIndex(({ upper }) => upper === 'OVER');
  return {
    call: {
      name: tokens[index]?.upper ?? '',
      arguments: argumentsAt(tokens, open),
      within,
      over: over < 0 ? [] : behind.slice(over),
    },
    end,
  };
}

/** The call by its table's form; throws where the number of arguments is no form. */
function byForm(tokens: readonly Token[], index: number): Token[] {
  const { call, end } = callOf(tokens, index);
  const forms = FUNCTIONS[call.name] ?? {};
  const given = /^SUBSTR/.test(call.name)
    ? (substringWords(call.arguments[0] ?? []) ?? call.arguments)
    : call.arguments;
  const form = forms[given.length] ?? forms['+'];
  if (form === undefined || (given.length === 0 && forms[0] === undefined))
    throw new SqlError(
      `function ${call.name.toLowerCase()}() with ${given.length} arguments does not exist, or is not supported by the local cloud`,
    );
  if (call.within) throw unsupported(`WITHIN GROUP of ${call.name}`);
  if (form === '=') return [...tokens];
  const pattern = form.replace('$*', given.map((_, position) => `$${position + 1}`).join(', '));
  return tokens.toSpliced(index, end - index + 1, ...fill(pattern, given), ...call.over);
}

function rewriteCall(tokens: Token[], index: number, session: SessionValues): Token[] {
  const name = tokens[index]?.upper ?? '';
  const special = SPECIAL[name];
  const ofSession = OF_SESSION[name];
  if (TYPED.has(name)) return tokens;
  if (ofSession) return tokens.toSpliced(index, 3, ...ofSession(session));
  if (special) {
    const { call, end } = callOf(tokens, index);
    return tokens.toSpliced(index, end - index + 1, ...special(call));
  }
  return FUNCTIONS[name] ? byForm(tokens, index) : tokens;
}

const isName = (token: Token | undefined): token is Token =>
  token?.kind === 'word' || token?.kind === 'quoted';

/** Redshift's default schema is DuckDB's `main`; its system views lie in `local_cloud`. */
function rewriteName(tokens: readonly Token[], index: number): Token[] | undefined {
  const token = tokens[index];
  if (!isName(token) || token.upper === '' || tokens[index - 1]?.text === '.') return undefined;
  const name = nameOf(token);
  const [dot, second] = [tokens[index + 1], tokens[index + 2]];
  if (dot?.text === '.' && isName(second)) {
    if (name === 'public') return tokens.toSpliced(index, 1, word('main'));
    const qualified = `${name}.${nameOf(second)}`;
    if (SYSTEM_VIEWS[qualified]) return tokens.toSpliced(index, 3, ...made(SYSTEM_VIEWS[qualified].source));
    if (name === 'information_schema' || name === 'pg_catalog' || name === 'local_cloud') {
      const bare = name === 'pg_catalog' ? SYSTEM_VIEWS[nameOf(second)] : undefined;
      if (bare) return tokens.toSpliced(index, 3, ...made(bare.source));
      throw unsupported(`the relation ${qualified}`);
    }
    return undefined;
  }
  const before = tokens[index - 1]?.upper ?? '';
  const isRelation = before === 'FROM' || before === 'JOIN' || tokens[index - 1]?.text === ',';
  const view = isRelation ? SYSTEM_VIEWS[name] : undefined;
  if (view) return tokens.toSpliced(index, 1, ...made(view.source));
  if (
    isRelation &&
    before !== ',' &&
    /^(pg_|svv_|stl_|stv_|svl_|sys_|duckdb_|sqlite_|pragma_)/.test(name) &&
    dot?.text !== '('
  )
    throw unsupported(`the system view ${name}`);
  return undefined;
}

/** Functions of the leader node cannot meet tables: "Leader node-only functions". */
function checkLeader(tokens: readonly Token[], tables: ReadonlySet<string>): void {
  const leaderOnly = tokens.some(({ upper, kind }) => kind === 'word' && upper === 'PG_LAST_COPY_COUNT');
  if (leaderOnly && tokens.some((token) => isName(token) && tables.has(nameOf(token))))
    throw new SqlError(
      'Specified types or functions (one per INFO message) not supported on Redshift tables.',
    );
}

/** A statement's tokens in DuckDB's dialect but for typed sites; throws SqlError on what would not give Redshift's result. */
export function rewrite(given: readonly Token[], session: SessionValues): Token[] {
  checkCasts(given);
  checkWords(given, session.tables);
  checkLeader(given, session.tables);
  checkFrames(given);
  let tokens = rewriteOperators(given);
  for (let index = tokens.length - 1; index >= 0; index -= 1) {
    const token = tokens[index];
    const renamed = rewriteName(tokens, index);
    if (renamed) tokens = renamed;
    if (token?.kind !== 'word' || token.upper === '' || tokens[index - 1]?.text === '.') continue;
    const isCall = tokens[index + 1]?.text === '(';
    const bare = isCall || tokens[index - 1]?.upper === 'AS' ? undefined : BARE[token.upper];
    if (bare) tokens = tokens.toSpliced(index, 1, ...bare(session));
    else if (isCall && !session.tables.has(nameOf(token))) tokens = rewriteCall(tokens, index, session);
  }
  return tokens;
}
