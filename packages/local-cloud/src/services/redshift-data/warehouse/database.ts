import { constants, mkdirSync } from 'node:fs';
import { copyFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { inRedshiftsWords, SqlError } from '../failure.ts';
import { catalogOf } from './catalog.ts';
import { KnownRelations } from './known-relations.ts';
import { FORMAT, MACROS } from './macros.ts';

/** Long enough for the statements of one run to share an open file, short enough that a reader finds it closed. */
const IDLE_MS = 300;

/** The memory of a load: its row groups are streamed, so more does not make it faster. */
const MEMORY_LIMIT = '600MB';

/**
 * New files have what clients since DuckDB 1.3 read: texts of few values with NULLs among them lie there as a dictionary,
 * which a COPY writes by a fifth faster and a scan reads as one.
 */
const STORAGE = 'v1.3.0';

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Makes what Redshift has and DuckDB has not, once for each file and version. */
async function prepare(connection: DuckDBConnection, name: string): Promise<void> {
  const wanted = `${FORMAT} ${name}`;
  const current = await connection
    .runAndReadAll('SELECT format FROM local_cloud.format')
    .then((reader) => String(reader.getRows()[0]?.[0]))
    .catch(() => ''); // a new file has no such table
  if (current === wanted) return;
  for (const statement of [...catalogOf(name), ...MACROS]) await connection.run(statement);
  await connection.run(`CREATE OR REPLACE TABLE local_cloud.format AS SELECT ${quoted(wanted)} AS format`);
}

/** A reader of the file in another process is waited for this long. */
const READER_MS = 20_000;

/** Between two looks whether a reader has gone, or a statement has ended. */
const LOOK_MS = 50;

/** DuckDB names neither the file nor what to do. */
const damaged = (path: string, error: unknown): SqlError =>
  new SqlError(
    `${path}, the file of the warehouse, is damaged: put a copy of it back (\`local warehouse\` makes them), or remove the state by \`local reset\`: ${String(error)}`,
  );

/** Opens the file once no other process has it open; throws SqlError that names the one which does. */
async function opened(
  { path, log, readerMs = READER_MS }: DatabaseOptions,
  config: Record<string, string>,
): Promise<DuckDBInstance> {
  let told = false;
  for (const until = performance.now() + readerMs; ; await sleep(LOOK_MS)) {
    try {
      return await DuckDBInstance.create(path, config);
    } catch (error) {
      if (/Corrupt|not a valid DuckDB/.test(String(error))) throw damaged(path, error);
      if (!/Could not set lock/.test(String(error))) throw error;
      const { message } = inRedshiftsWords(error);
      if (performance.now() > until) throw inRedshiftsWords(error);
      if (!told) log(`redshift-data: ${message}`);
      told = true;
    }
  }
}

export interface DatabaseOptions {
  readonly path: string;
  /** Name of the database in Redshift. */
  readonly name: string;
  /** The folders that statements may read files from or write them to: S3's, and that of unloads. */
  readonly folders: readonly string[];
  readonly log: (line: string) => void;
  readonly readerMs?: number;
}

async function copyWhole(path: string, copy: string): Promise<void> {
  const partial = `${copy}.${process.pid}.partial`;
  try {
    await copyFile(path, partial, constants.COPYFILE_FICLONE);
    await rename(partial, copy);
  } finally {
    await rm(partial, { force: true });
  }
}

/** The file while it is open. */
interface Open {
  readonly instance: DuckDBInstance;
  /** Another process may define others while it is closed. */
  readonly known: KnownRelations;
}

/** One warehouse file: open while somebody uses it, closed soon after, so that others can open it to read. */
export class Database {
  readonly #options: DatabaseOptions;
  #open: Promise<Open> | undefined;
  #closing: Promise<void> = Promise.resolve();
  #users = 0;
  #idle: NodeJS.Timeout | undefined;

  constructor(options: DatabaseOptions) {
    this.#options = options;
    mkdirSync(dirname(options.path), { recursive: true });
  }

  async #opened(): Promise<Open> {
    const { path, name, folders } = this.#options;
    const instance = await opened(this.#options, {
      memory_limit: MEMORY_LIMIT,
      temp_directory: join(dirname(path), 'tmp'),
      preserve_insertion_order: 'false',
      default_null_order: 'nulls_last_on_asc_first_on_desc', // Redshift sorts NULL as the highest value
      storage_compatibility_version: STORAGE,
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
    const connection = await instance.connect();
    await prepare(connection, name);
    // Once for every connection: another's query may be reading what DuckDB keeps for the whole file.
    await connection.run(
      `SET GLOBAL TimeZone = 'UTC'; SET allowed_directories = [${folders.map(quoted).join(', ')}]; SET enable_external_access = false`,
    );
    connection.closeSync();
    return { instance, known: new KnownRelations() };
  }

  /** A connection of its own; the file stays open until `release` is called. */
  async connect(): Promise<{
    connection: DuckDBConnection;
    known: KnownRelations;
    release: () => void;
  }> {
    this.#users += 1;
    clearTimeout(this.#idle);
    try {
      await this.#closing;
      this.#open ??= this.#opened().catch((error: unknown) => {
        this.#open = undefined;
        throw error;
      });
      const { instance, known } = await this.#open;
      const connection = await instance.connect();
      return { connection, known, release: () => this.#release(connection) };
    } catch (error) {
      this.#leave();
      throw error;
    }
  }

  /** Runs `use` with a connection of its own. */
  async with<T>(use: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const { connection, release } = await this.connect();
    try {
      return await use(connection);
    } finally {
      release();
    }
  }

  #release(connection: DuckDBConnection): void {
    connection.closeSync();
    this.#leave();
  }

  #leave(): void {
    this.#users -= 1;
    if (this.#users === 0) this.#idle = setTimeout(() => void this.close(), IDLE_MS);
  }

  /** Copies the file as it is between two statements: others may keep the copy open for as long as they like. */
  async copyTo(path: string): Promise<void> {
    await this.with(async () => undefined); // a file that was never used is made, what a crash left in the log is written
    while (this.#users > 0) await sleep(LOOK_MS);
    this.#closing = this.close().then(() => copyWhole(this.#options.path, path));
    await this.#closing;
  }

  /** Writes what the log still holds into the file, and closes it. */
  close(): Promise<void> {
    clearTimeout(this.#idle);
    if (this.#users > 0 || this.#open === undefined) return this.#closing;
    const open = this.#open;
    this.#open = undefined;
    this.#closing = open.then(({ instance }) => instance.closeSync()).catch(() => undefined);
    return this.#closing;
  }
}
