import { unsupported } from '../failure.ts';
import { SYSTEM_VIEWS } from './system-views.ts';
import { literal, made, nameOf, type Token, word } from './tokens.ts';
import type { Node } from './tree.ts';

/** Words that are functions without parentheses. */
const BARE: Readonly<Record<string, (user: string) => Token[]>> = {
  SYSDATE: () => made('local_cloud.now()'),
  CURRENT_USER: (user) => [literal(user)],
  USER: (user) => [literal(user)],
  SESSION_USER: (user) => [literal(user)],
};

const OF_SYSTEM = /^(pg_|svv_|stl_|stv_|svl_|sys_|duckdb_|sqlite_|pragma_)/;

/** A name without a schema: a function without parentheses, a system view, or what it says. */
export function rewriteName(token: Token, before: Node | undefined, user: string): Token[] {
  const bare = token.kind === 'word' && before?.upper !== 'AS' ? BARE[token.upper] : undefined;
  if (bare) return bare(user);
  const [name, from] = [nameOf(token), before?.upper === 'FROM' || before?.upper === 'JOIN'];
  const view = from || before?.text === ',' ? SYSTEM_VIEWS[name] : undefined;
  if (view) return made(view.source);
  if (from && OF_SYSTEM.test(name)) throw unsupported(`the system view ${name}`);
  return [token];
}

/** `a.b`: Redshift's default schema is DuckDB's `main`; its system views lie in `local_cloud`. */
export function rewritePath(path: readonly Token[]): Token[] {
  const [schema, , second] = path;
  if (!schema || !second) return [...path];
  const [name, relation] = [nameOf(schema), nameOf(second)];
  if (name === 'public') return [word('main'), ...path.slice(1)];
  const view =
    SYSTEM_VIEWS[`${name}.${relation}`] ?? (name === 'pg_catalog' ? SYSTEM_VIEWS[relation] : undefined);
  if (view) return [...made(view.source), ...path.slice(3)];
  if (/^(information_schema|pg_catalog|local_cloud)$/.test(name))
    throw unsupported(`the relation ${name}.${relation}`);
  return [...path];
}
