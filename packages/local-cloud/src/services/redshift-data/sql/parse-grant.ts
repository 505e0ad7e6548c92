import { SqlError, unsupported } from '../failure.ts';
import type { Cursor } from './cursor.ts';
import type { Statement } from './statement.ts';
import type { TableName } from './table-name.ts';

/** A database user's name keeps its case in quotes: `"IAMR:role"`. */
export const grantee = (cursor: Cursor): string =>
  cursor.next?.kind === 'quoted' ? cursor.take('quoted').text.slice(1, -1) : cursor.identifier();

/** Roles and groups cannot be made here: there are none. */
function granteeOrPublic(cursor: Cursor): string {
  if (cursor.takes('PUBLIC')) return 'PUBLIC';
  const kind = ['ROLE', 'GROUP'].find((word) => cursor.takes(word));
  const name = grantee(cursor);
  if (kind !== undefined) throw new SqlError(`${kind.toLowerCase()} "${name}" does not exist`);
  return name;
}

/** All tables of the schema `public` are not named one by one. */
function publicSchema(cursor: Cursor): TableName {
  const schema = cursor.identifier();
  if (schema !== 'public') throw unsupported(`the schema ${schema}`);
  return { name: schema, inPublic: true };
}

/** GRANT and REVOKE of privileges on tables; everybody may use the schema `public` anyway. */
export function grantOrRevoke(kind: 'grant' | 'revoke', cursor: Cursor): Statement {
  const privileges = cursor.list(() => cursor.identifier().toUpperCase());
  if (privileges[0] === 'ALL') cursor.takes('PRIVILEGES');
  cursor.expect('ON');
  const onSchema = cursor.takes('SCHEMA');
  const allTables = !onSchema && cursor.takes('ALL', 'TABLES', 'IN', 'SCHEMA');
  if (!onSchema && !allTables) cursor.takes('TABLE');
  const names = cursor.list(() => (onSchema || allTables ? publicSchema(cursor) : cursor.table()));
  cursor.expect(kind === 'grant' ? 'TO' : 'FROM');
  const grantees = cursor.list(() => granteeOrPublic(cursor));
  cursor.end();
  const tables = onSchema || allTables ? [] : names;
  return { kind, tokens: cursor.tokens, privileges, tables, allTables, grantees };
}
