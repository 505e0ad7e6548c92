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

/** The relations that a session can name. A temporary one hides a permanent one of its name. */
export class Relations {
  readonly #catalog: string;
  readonly #permanent: ReadonlyMap<string, Relation>;
  readonly #temporary: ReadonlyMap<string, Relation>;
  readonly #views: ReadonlyMap<string, string>;

  constructor(
    catalog: string,
    tables: readonly { name: string; temporary: boolean }[],
    views: ReadonlyMap<string, string>,
  ) {
    this.#catalog = catalog;
    this.#views = views;
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
    const rows = async (sql: string): Promise<string[][]> =>
      (await connection.runAndReadAll(sql)).getRows().map((row) => row.map(String));
    const [[catalog = ''] = []] = await rows('SELECT current_database()');
    const tables = await rows(
      "SELECT table_name, table_catalog = 'temp' FROM information_schema.tables WHERE table_schema = 'main' AND table_catalog IN (current_database(), 'temp')",
    );
    const views = await rows(
      "SELECT view_name, sql FROM duckdb_views() WHERE schema_name = 'main' AND database_name = current_database() AND NOT internal",
    );
    return new Relations(
      catalog,
      tables.map(([name = '', temporary]) => ({ name, temporary: temporary === 'true' })),
      new Map(views.map(([name = '', sql = '']) => [name, sql])),
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
