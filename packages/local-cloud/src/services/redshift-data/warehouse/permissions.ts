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

/** The relations that a session can name. */
export interface Relations {
  /** Tables and views. */
  readonly known: ReadonlySet<string>;
  /** Temporary ones are the session's own. */
  readonly temporary: ReadonlySet<string>;
  /** Views with their queries. */
  readonly views: ReadonlyMap<string, string>;
}

/** All relations of the schema `public`. */
export async function relations(connection: DuckDBConnection): Promise<Relations> {
  const views = await rows(
    connection,
    "SELECT view_name, sql FROM duckdb_views() WHERE schema_name = 'main' AND NOT internal",
  );
  const tables = await rows(
    connection,
    "SELECT table_name, table_catalog = 'temp' FROM information_schema.tables WHERE table_schema = 'main'",
  );
  const names = (wanted: (temporary: string) => boolean): Set<string> =>
    new Set(tables.filter(([, temporary = '']) => wanted(temporary)).map(([name = '']) => name));
  return {
    known: names(() => true),
    temporary: names((temporary) => temporary === 'true'),
    views: new Map(views.map(([name = '', sql = '']) => [name, sql])),
  };
}

/** The relations and, where they are views, every relation that those read. */
export function withUnderlying(names: readonly string[], { known, views }: Relations): string[] {
  const reached = new Set<string>();
  const visit = (name: string): void => {
    if (reached.has(name)) return;
    reached.add(name);
    for (const word of views.get(name)?.match(/\w+/g) ?? []) if (known.has(word)) visit(word);
  };
  for (const name of names) visit(name);
  return [...reached];
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
    case 'merge':
      return ['SELECT', 'UPDATE', 'INSERT', 'DELETE']
        .filter(
          (privilege) => privilege === 'SELECT' || statement.tokens.some(({ upper }) => upper === privilege),
        )
        .map((privilege) => ({ relation: statement.table, privilege }))
        .concat(read(statement.table));
    case 'copy':
      return [{ relation: statement.table, privilege: 'INSERT' }];
    case 'unload':
      return [...mentioned({ ...statement, tokens: statement.query }, known)].map((relation) => ({
        relation,
        privilege: 'SELECT',
      }));
    case 'lock':
      return statement.tables.map((relation) => ({ relation, privilege: 'OWNER' }));
    case 'drop':
      return statement.tables
        .filter((relation) => known.has(relation))
        .map((relation) => ({ relation, privilege: 'OWNER' }));
    case 'alter':
    case 'truncate':
      return known.has(statement.table) ? [{ relation: statement.table, privilege: 'OWNER' }] : [];
    case 'grant':
    case 'revoke':
      return statement.tables.map((relation) => ({ relation, privilege: 'OWNER' }));
    case 'create':
      return [
        ...read(statement.table),
        ...(statement.orReplace && known.has(statement.table)
          ? [{ relation: statement.table, privilege: 'OWNER' }]
          : []),
      ];
    case 'maintenance':
      return [];
  }
}

/** A statement about all tables, with the tables that there are. */
export const withTables = (statement: Statement, { known, temporary }: Relations): Statement =>
  'allTables' in statement && statement.allTables
    ? { ...statement, tables: [...known].filter((name) => !temporary.has(name)) }
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
  statement: Statement,
  { known, temporary }: Relations,
): Promise<void> {
  for (const { relation, privilege } of needed(statement, known)) {
    if (!known.has(relation)) throw new SqlError(`relation "${relation}" does not exist`);
    if (user.superuser || temporary.has(relation)) continue;
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

/** Records what a statement changed about owners, grants and declared types, in its own transaction. */
export async function recordPermissions(
  connection: DuckDBConnection,
  user: DatabaseUser,
  statement: Statement,
  existed: boolean,
): Promise<void> {
  if (statement.kind === 'create' && !existed && !statement.temporary)
    await connection.run('INSERT OR REPLACE INTO local_cloud.owners VALUES (?, ?)', [
      statement.table,
      user.name,
    ]);
  for (const relation of statement.kind === 'drop' ? statement.tables : []) {
    for (const table of ['owners', 'grants', 'declared'])
      await connection.run(`DELETE FROM local_cloud.${table} WHERE relation = ?`, [relation]);
  }
  if (statement.kind === 'alter' && statement.action.change === 'rename') {
    for (const table of ['owners', 'grants', 'declared'])
      await connection.run(`UPDATE local_cloud.${table} SET relation = ? WHERE relation = ?`, [
        statement.action.to,
        statement.table,
      ]);
  }
  if (statement.kind === 'alter' && statement.action.change === 'owner')
    await connection.run('UPDATE local_cloud.owners SET owner = ? WHERE relation = ?', [
      statement.action.to,
      statement.table,
    ]);
  if (statement.kind === 'grant' || statement.kind === 'revoke') await recordGrants(connection, statement);
}

async function recordGrants(
  connection: DuckDBConnection,
  { kind, tables, grantees, privileges }: Extract<Statement, { kind: 'grant' | 'revoke' }>,
): Promise<void> {
  for (const relation of tables) {
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
}
