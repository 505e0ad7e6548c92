import type { Cursor } from './cursor.ts';
import type { Statement } from './statement.ts';

/** A database user's name keeps its case in quotes: `"IAMR:role"`. */
export const grantee = (cursor: Cursor): string =>
  cursor.next?.kind === 'quoted' ? cursor.take('quoted').text.slice(1, -1) : cursor.identifier();

/** GRANT and REVOKE of privileges on tables. */
export function grantOrRevoke(kind: 'grant' | 'revoke', cursor: Cursor): Statement {
  const privileges = cursor.list(() => cursor.identifier().toUpperCase());
  if (privileges[0] === 'ALL') cursor.takes('PRIVILEGES');
  cursor.expect('ON');
  cursor.takes('TABLE');
  const tables = cursor.list(() => cursor.table());
  cursor.expect(kind === 'grant' ? 'TO' : 'FROM');
  const grantees = cursor.list(() => {
    if (cursor.takes('PUBLIC')) return 'PUBLIC';
    if (!cursor.takes('ROLE')) cursor.takes('GROUP');
    return grantee(cursor);
  });
  cursor.end();
  return { kind, tokens: cursor.tokens, privileges, tables, grantees };
}
