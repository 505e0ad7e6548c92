import type { DuckDBConnection } from '@duckdb/node-api';
import { SqlError, unsupported } from '../failure.ts';
import type { Target } from '../sql/assigned.ts';
import type { TableName } from '../sql/table-name.ts';

/** A table or a view that is there. */
export interface Relation {
  readonly name: string;
  /** The session's own: no owner, no grants, no locks. */
  readonly temporary: boolean;
  /** By which DuckDB finds this one and no other. */
  readonly full: string;
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Names that Redshift keeps for its catalogs. */
const OF_SYSTEM = /^(pg_|svv_|stl_|stv_|svl_|sys_|duckdb_|sqlite_|pragma_)/;

/** How many statements have defined permanent relations: another number is another state of them. */
const STATE = 'SELECT CAST(count(*) AS VARCHAR) FROM local_cloud.definitions';

/** The database with its state, then its relations and the session's own; information_schema takes twice as long. */
const OF_DATABASE = `SELECT 'database' AS kind, current_database() AS name, false AS temporary, (${STATE}) AS sql, '' AS owner
  UNION ALL SELECT kind, name, temporary, sql, coalesce(owner, '') FROM (
    SELECT 'table' AS kind, table_name AS name, database_name = 'temp' AS temporary, sql FROM duckdb_tables()
      WHERE schema_name = 'main' AND database_name IN (current_database(), 'temp')
    UNION ALL SELECT 'view', view_name, database_name = 'temp', sql FROM duckdb_views()
      WHERE schema_name = 'main' AND NOT internal AND database_name IN (current_database(), 'temp')
  ) LEFT JOIN local_cloud.owners ON relation = name AND NOT temporary`;

/** A relation as DuckDB has it. */
interface Defined {
  readonly kind: 'table' | 'view';
  readonly name: string;
  readonly temporary: boolean;
  readonly sql: string;
  readonly owner: string;
}

const textsOf = async (connection: DuckDBConnection, sql: string): Promise<string[][]> =>
  (await connection.runAndReadAll(sql)).getRows().map((row) => row.map(String));

/** The relations that a session can name. A temporary one hides a permanent one of its name. */
export class Relations {
  readonly #catalog: string;
  readonly #permanent: ReadonlyMap<string, Relation>;
  readonly #temporary: ReadonlyMap<string, Relation>;
  readonly #views: ReadonlyMap<string, string>;
  readonly #owners: ReadonlyMap<string, string>;
  readonly #columns = new Map<string, readonly Target[]>();
  /** That of the permanent ones. */
  readonly state: string;
  /** All that the types of an expression can depend on: each relation as it is defined. */
  readonly definitions: string;

  private constructor(catalog: string, state: string, defined: readonly Defined[]) {
    this.#catalog = catalog;
    this.state = state;
    this.definitions = JSON.stringify(
      defined.map(({ name, temporary, sql }) => [name, temporary, sql]).sort(),
    );
    const named = (wanted: boolean): Map<string, Relation> =>
      new Map(
        defined
          .filter(({ temporary }) => temporary === wanted)
          .map(({ name }) => [name, this.named(name, wanted)]),
      );
    this.#permanent = named(false);
    this.#temporary = named(true);
    const permanent = defined.filter(({ temporary }) => !temporary);
    this.#owners = new Map(permanent.map(({ name, owner }) => [name, owner]));
    const views = permanent.filter(({ kind }) => kind === 'view');
    this.#views = new Map(views.map(({ name, sql }) => [name, sql]));
  }

  /** All relations of the schema `public`, and the temporary ones of the connection's session. */
  static async of(connection: DuckDBConnection): Promise<Relations> {
    const rows = await textsOf(connection, OF_DATABASE);
    const [, catalog = '', , state = ''] = rows.find(([kind]) => kind === 'database') ?? [];
    const relations = rows.filter(([kind]) => kind !== 'database');
    const defined = relations.map(([kind, name = '', temporary, sql = '', owner = '']) => ({
      kind: kind as Defined['kind'],
      name,
      temporary: temporary === 'true',
      sql,
      owner,
    }));
    return new Relations(catalog, state, defined);
  }

  /** The state of the permanent relations in the connection's snapshot. */
  static async stateOf(connection: DuckDBConnection): Promise<string> {
    const [[state = ''] = []] = await textsOf(connection, STATE);
    return state;
  }

  /** Notes that a statement of this kind has defined permanent relations, in the connection's transaction. */
  static async note(connection: DuckDBConnection, kind: string): Promise<void> {
    await connection.run('INSERT INTO local_cloud.definitions VALUES (?)', [kind]);
  }

  /** A relation as it is called, whether it is there or not. */
  named(name: string, temporary: boolean): Relation {
    return { name, temporary, full: `${quoted(temporary ? 'temp' : this.#catalog)}."main".${quoted(name)}` };
  }

  find({ name, inPublic }: TableName): Relation | undefined {
    return (inPublic ? undefined : this.#temporary.get(name)) ?? this.#permanent.get(name);
  }

  /** Throws where there is none of the name. */
  existing(wanted: TableName): Relation {
    const found = this.find(wanted);
    if (found) return found;
    if (OF_SYSTEM.test(wanted.name)) throw unsupported(`the system view ${wanted.name}`);
    throw new SqlError(`relation "${wanted.name}" does not exist`);
  }

  has({ name, temporary }: Pick<Relation, 'name' | 'temporary'>): boolean {
    return (temporary ? this.#temporary : this.#permanent).has(name);
  }

  /** Who owns a permanent relation. */
  ownerOf({ name }: Relation): string | undefined {
    return this.#owners.get(name);
  }

  /** The columns of a relation, asked for once. */
  async columnsOf({ full }: Relation, ask: () => Promise<readonly Target[]>): Promise<readonly Target[]> {
    const columns = this.#columns.get(full) ?? (await ask());
    this.#columns.set(full, columns);
    return columns;
  }

  get permanent(): Relation[] {
    return [...this.#permanent.values()];
  }

  /** Names of the permanent ones among these and, where they are views, of every relation that those read. */
  underlying(relations: readonly Relation[]): string[] {
    const reached = new Set<string>();
    const visit = (name: string): void => {
      if (reached.has(name)) return;
      reached.add(name);
      for (const word of this.#views.get(name)?.match(/\w+/g) ?? [])
        if (this.#permanent.has(word)) visit(word);
    };
    for (const { name, temporary } of relations) if (!temporary) visit(name);
    return [...reached];
  }
}
