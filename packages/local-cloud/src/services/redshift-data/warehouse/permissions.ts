import type { DuckDBConnection } from '@duckdb/node-api';
import { SqlError } from '../failure.ts';
import type { Statement } from '../sql/statement.ts';
import { nameOf } from '../sql/tokens.ts';

/** Who runs a statement, by the warehouse's own names: `IAMR:role`, `IAM:user` or the admin. */
export interface DatabaseUser {
  readonly name: string;
  readonly superuser: boolean;
}

const rows = async (connection: DuckDBConnection, sql: string, values: string[] = []): Promise<string[][]> =>
  (await connection.runAndReadAll(sql, values)).getRows().map((row) => row.map(String));

/** Names of all tables and views. */
export async function relations(connection: DuckDBConnection): Promise<Set<string>> {
  const found = await rows(
    connection,
    "SELECT table_name FROM information_schema.tables WHERE table_schema = 'main'",
  );
  return new Set(found.map(([name]) => name ?? ''));
}

const mentioned = ({ tokens }: Statement, known: ReadonlySet<string>): Set<string> =>
  new Set(
    tokens
      .filter(({ kind }) => kind === 'word' || kind === 'quoted')
      .map(nameOf)
      .filter((name) => known.has(name)),
  );

/** Relations that a statement touches, and what it does to each. */
export function needed(
  statement: Statement,
  known: ReadonlySet<string>,
): { relation: string; privilege: string }[] {
  const read = (except?: string): { relation: string; privilege: string }[] =>
    [...mentioned(statement, known)]
      .filter((relation) => relation !== except)
      .map((relation) => ({ relation, privilege: 'SELECT' }));
  switch (statement.kind) {
    case 'query':
    case 'explain':
      return read();
    case 'insert':
    case 'update':
    case 'delete':
      return [
        { relation: statement.table, privilege: statement.kind.toUpperCase() },
        ...read(statement.table),
      ];
    case 'copy':
      return [{ relation: statement.table, privilege: 'INSERT' }];
    case 'lock':
      return statement.tables.map((relation) => ({ relation, privilege: 'OWNER' }));
    case 'drop':
    case 'alter':
    case 'truncate':
      return known.has(statement.table) ? [{ relation: statement.table, privilege: 'OWNER' }] : [];
    case 'grant':
    case 'revoke':
      return statement.tables.map((relation) => ({ relation, privilege: 'OWNER' }));
    case 'create':
      return read(statement.table);
    case 'maintenance':
      return [];
  }
}

/** Throws `permission denied for relation …` unless the user owns the relations, was granted what it needs, or is a superuser. */
export async function checkPermissions(
  connection: DuckDBConnection,
  user: DatabaseUser,
  statement: Statement,
  known: ReadonlySet<string>,
): Promise<void> {
  for (const { relation, privilege } of needed(statement, known)) {
    if (!known.has(relation)) throw new SqlError(`relation "${relation}" does not exist`);
    if (user.superuser) continue;
    const [owner] = await rows(connection, 'SELECT owner FROM local_cloud.owners WHERE relation = ?', [
      relation,
    ]);
    if (owner?.[0] === user.name) continue;
    const granted = await rows(
      connection,
      "SELECT 1 FROM local_cloud.grants WHERE relation = ? AND privilege IN (?, 'ALL') AND grantee IN (?, 'PUBLIC')",
      [relation, privilege, user.name],
    );
    if (privilege === 'OWNER') throw new SqlError(`must be owner of relation ${relation}`);
    if (granted.length === 0) throw new SqlError(`permission denied for relation ${relation}`);
  }
}

/** Records what a statement changed about owners and grants, in its own transaction. */
export async function recordPermissions(
  connection: DuckDBConnection,
  user: DatabaseUser,
  statement: Statement,
  existed: boolean,
): Promise<void> {
  if (statement.kind === 'create' && !existed) {
    await connection.run('INSERT OR REPLACE INTO local_cloud.owners VALUES (?, ?)', [
      statement.table,
      user.name,
    ]);
  }
  if (statement.kind === 'drop') {
    await connection.run('DELETE FROM local_cloud.owners WHERE relation = ?', [statement.table]);
    await connection.run('DELETE FROM local_cloud.grants WHERE relation = ?', [statement.table]);
  }
  if (statement.kind !== 'grant' && statement.kind !== 'revoke') return;
  for (const relation of statement.tables) {
    for (const grantee of statement.grantees) {
      for (const privilege of statement.privileges) {
        await connection.run(
          'DELETE FROM local_cloud.grants WHERE relation = ? AND privilege = ? AND grantee = ?',
          [relation, privilege, grantee],
        );
        if (statement.kind === 'grant')
          await connection.run('INSERT INTO local_cloud.grants VALUES (?, ?, ?)', [
            relation,
            privilege,
            grantee,
          ]);
      }
    }
  }
}
