import { unsupported } from '../failure.ts';
import { systemView } from './system-views.ts';
import { literal, made, nameOf, type Token, word } from './tokens.ts';
import type { Node } from './tree.ts';

/** Words that are functions without parentheses. */
const BARE: Readonly<Record<string, (user: string) => Token[]>> = {
  SYSDATE: () => made('local_cloud.now()'),
  CURRENT_USER: (user) => [literal(user)],
  USER: (user) => [literal(user)],
  SESSION_USER: (user) => [literal(user)],
};

/** A name without a schema: a function without parentheses, or what it says. */
export function rewriteName(token: Token, before: Node | undefined, user: string): Token[] {
  const bare = token.kind === 'word' && before?.upper !== 'AS' ? BARE[token.upper] : undefined;
  return bare ? bare(user) : [token];
}

/** `a.b` of a column: Redshift's default schema is DuckDB's `main`; its system views lie in `local_cloud`. */
export function rewritePath(path: readonly Token[]): Token[] {
  const [schema, , second] = path;
  if (!schema || !second) return [...path];
  const [name, relation] = [nameOf(schema), nameOf(second)];
  if (name === 'public') return [word('main'), ...path.slice(1)];
  const view = systemView(name, relation);
  if (view) return [...made(view), ...path.slice(3)];
  if (/^(information_schema|pg_catalog|local_cloud)$/.test(name))
    throw unsupported(`the relation ${name}.${relation}`);
  return [...path];
}
