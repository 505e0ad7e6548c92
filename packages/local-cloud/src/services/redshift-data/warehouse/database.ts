import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

/** Long enough for the statements of one run to share an open file, short enough that a reader finds it closed. */
const IDLE_MS = 300;

/** The memory of a load: its row groups are streamed, so more does not make it faster. */
const MEMORY_LIMIT = '600MB';

/** Sets up what Redshift has and DuckDB has not. */
const SET_UP = [
  'CREATE SCHEMA IF NOT EXISTS local_cloud',
  'CREATE TABLE IF NOT EXISTS local_cloud.owners (relation VARCHAR PRIMARY KEY, owner VARCHAR)',
  'CREATE TABLE IF NOT EXISTS local_cloud.grants (relation VARCHAR, privilege VARCHAR, grantee VARCHAR)',
  "CREATE OR REPLACE TEMP MACRO local_cloud_now() AS (transaction_timestamp() AT TIME ZONE 'UTC')",
];

/** One warehouse file: open while somebody uses it, closed soon after, so that others can open it to read. */
export class Database {
  readonly path: string;
  readonly #readable: string;
  #instance: Promise<DuckDBInstance> | undefined;
  #users = 0;
  #idle: NodeJS.Timeout | undefined;

  /** `readable` is the only folder that statements may read files from: S3's. */
  constructor(path: string, readable: string) {
    this.path = path;
    this.#readable = readable;
    mkdirSync(dirname(path), { recursive: true });
  }

  async #open(): Promise<DuckDBInstance> {
    const instance = await DuckDBInstance.create(this.path, {
      memory_limit: MEMORY_LIMIT,
      temp_directory: join(dirname(this.path), 'tmp'),
      preserve_insertion_order: 'false',
      allowed_directories: `['${this.#readable.replaceAll("'", "''")}']`,
      enable_external_access: 'false',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
    const connection = await instance.connect();
    for (const statement of SET_UP.slice(0, 3)) await connection.run(statement);
    connection.closeSync();
    return instance;
  }

  /** Runs `use` with a connection of its own; the file stays open while any use goes on. */
  async with<T>(use: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    this.#users += 1;
    clearTimeout(this.#idle);
    try {
      this.#instance ??= this.#open().catch((error: unknown) => {
        this.#instance = undefined;
        throw error;
      });
      const connection = await (await this.#instance).connect();
      try {
        await connection.run("SET integer_division = true; SET TimeZone = 'UTC'");
        await connection.run(SET_UP[3] ?? '');
        return await use(connection);
      } finally {
        connection.closeSync();
      }
    } finally {
      this.#users -= 1;
      if (this.#users === 0) this.#idle = setTimeout(() => void this.close(), IDLE_MS);
    }
  }

  /** Writes what the log still holds into the file, and closes it. */
  async close(): Promise<void> {
    clearTimeout(this.#idle);
    if (this.#users > 0) return;
    const instance = await this.#instance?.catch(() => undefined);
    this.#instance = undefined;
    instance?.closeSync();
  }
}
