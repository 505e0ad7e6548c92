import type { DuckDBConnection } from '@duckdb/node-api';
import { SqlError } from '../failure.ts';
import type { Statement } from '../sql/statement.ts';
import type { Need } from './analysis.ts';
import type { Relations } from './relations.ts';

/** Who runs a statement, by the warehouse's own names: `IAMR:role`, `IAM:user` or the admin. */
export interface DatabaseUser {
  readonly name: string;
  readonly superuser: boolean;
}

const rows = async (connection: DuckDBConnection, sql: string, values: string[] = []): Promise<string[][]> =>
  (await connection.runAndReadAll(sql, values)).getRows().map((row) => row.map(String));

/** A statement about all tables, with the tables that there are. */
export const withTables = (statement: Statement, { permanent }: Relations): Statement =>
  'allTables' in statement && statement.allTables
    ? { ...statement, tables: permanent.map(({ name }) => ({ name, inPublic: true })) }
    : statement;

/** Throws where a statement names a user who cannot be: CREATE USER is not served, so there are the admin and IAM's. */
export function checkUsers(statement: Statement, admin: string): void {
  const owner =
    statement.kind === 'alter' && statement.action.change === 'owner' ? [statement.action.to] : [];
  for (const name of 'grantees' in statement ? statement.grantees : owner)
    if (name !== 'PUBLIC' && name !== admin && !/^IAMR?:./.test(name))
      throw new SqlError(`user "${name}" does not exist`);
}

/** Throws `permission denied for relation …` unless the user owns the relations, was granted what it needs, or is a superuser. */
export async function checkPermissions(
  connection: DuckDBConnection,
  user: DatabaseUser,
  needs: readonly Need[],
  relations: Relations,
): Promise<void> {
  for (const { relation: needed, privilege } of needs) {
    const { name: relation, temporary } = needed;
    if (user.superuser || temporary || relations.ownerOf(needed) === user.name) continue;
    const granted = await rows(
      connection,
      "SELECT 1 FROM local_cloud.grants WHERE relation = ? AND privilege IN (?, 'ALL') AND grantee IN (?, 'PUBLIC')",
      [relation, privilege, user.name],
    );
    if (privilege === 'OWNER') throw new SqlError(`must be owner of relation ${relation}`);
    if (granted.length === 0) throw new SqlError(`permission denied for relation ${relation}`);
  }
}

/** Records what a statement changed about owners, grants and declared types, in its own transaction. */
export async function recordPermissions(
  connection: DuckDBConnection,
  user: DatabaseUser,
  statement: Statement,
  needs: readonly Need[],
  isNew: boolean,
): Promise<void> {
  if (statement.kind === 'create' && isNew && !statement.temporary)
    await connection.run('INSERT OR REPLACE INTO local_cloud.owners VALUES (?, ?)', [
      statement.table.name,
      user.name,
    ]);
  for (const { relation } of needs)
    if (!relation.temporary) await recordChange(connection, statement, relation.name);
}

const RECORDS = ['owners', 'grants', 'declared'];

/** What a statement changed about a relation that it owned. */
async function recordChange(
  connection: DuckDBConnection,
  statement: Statement,
  relation: string,
): Promise<void> {
  if (statement.kind === 'drop')
    for (const table of RECORDS)
      await connection.run(`DELETE FROM local_cloud.${table} WHERE relation = ?`, [relation]);
  if (statement.kind === 'alter' && statement.action.change === 'rename')
    for (const table of RECORDS)
      await connection.run(`UPDATE local_cloud.${table} SET relation = ? WHERE relation = ?`, [
        statement.action.to,
        relation,
      ]);
  if (statement.kind === 'alter' && statement.action.change === 'owner')
    await connection.run('UPDATE local_cloud.owners SET owner = ? WHERE relation = ?', [
      statement.action.to,
      relation,
    ]);
  if (statement.kind === 'grant' || statement.kind === 'revoke')
    await recordGrants(connection, statement, relation);
}

async function recordGrants(
  connection: DuckDBConnection,
  { kind, grantees, privileges }: Extract<Statement, { kind: 'grant' | 'revoke' }>,
  relation: string,
): Promise<void> {
  for (const grantee of grantees) {
    for (const privilege of privileges) {
      const values = [relation, privilege, grantee];
      const same = privilege === 'ALL' ? "? <> ''" : 'privilege = ?';
      await connection.run(
        `DELETE FROM local_cloud.grants WHERE relation = ? AND ${same} AND grantee = ?`,
        values,
      );
      if (kind === 'grant') await connection.run('INSERT INTO local_cloud.grants VALUES (?, ?, ?)', values);
    }
  }
}
