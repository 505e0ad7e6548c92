import type { DuckDBConnection } from '@duckdb/node-api';
import { SqlError, unsupported } from '../failure.ts';
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

/** The database's name, then its relations and the session's own; asked in every transaction, and information_schema takes twice as long. */
const OF_DATABASE = `SELECT current_database(), '', false, '', ''
  UNION ALL SELECT '', table_name, database_name = 'temp', '', sql FROM duckdb_tables()
    WHERE schema_name = 'main' AND database_name IN (current_database(), 'temp')
  UNION ALL SELECT '', view_name, database_name = 'temp', CASE WHEN database_name = 'temp' THEN '' ELSE sql END, sql FROM duckdb_views()
    WHERE schema_name = 'main' AND NOT internal AND database_name IN (current_database(), 'temp')`;

/** The relations that a session can name. A temporary one hides a permanent one of its name. */
export class Relations {
  readonly #catalog: string;
  readonly #permanent: ReadonlyMap<string, Relation>;
  readonly #temporary: ReadonlyMap<string, Relation>;
  readonly #views: ReadonlyMap<string, string>;
  /** All that the types of an expression can depend on: each relation as it is defined. */
  readonly definitions: string;

  constructor(
    catalog: string,
    tables: readonly { name: string; temporary: boolean }[],
    views: ReadonlyMap<string, string>,
    definitions = '',
  ) {
    this.#catalog = catalog;
    this.#views = views;
    this.definitions = definitions;
    const named = (wanted: boolean): Map<string, Relation> =>
      new Map(
        tables
          .filter(({ temporary }) => temporary === wanted)
          .map(({ name }) => [name, this.named(name, wanted)]),
      );
    this.#permanent = named(false);
    this.#temporary = named(true);
  }

  /** All relations of the schema `public`, and the temporary ones of the connection's session. */
  static async of(connection: DuckDBConnection): Promise<Relations> {
    const reader = await connection.runAndReadAll(OF_DATABASE);
    const rows = reader.getRows().map((row) => row.map(String));
    const [catalog = ''] = rows.find(([, name]) => name === '') ?? [];
    const found = rows.filter(([, name]) => name !== '');
    return new Relations(
      catalog,
      found.map(([, name = '', temporary]) => ({ name, temporary: temporary === 'true' })),
      new Map(found.flatMap(([, name = '', , sql]) => (sql === '' ? [] : [[name, sql ?? '']]))),
      JSON.stringify(found.map(([, name, temporary, , sql]) => [name, temporary, sql]).sort()),
    );
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
