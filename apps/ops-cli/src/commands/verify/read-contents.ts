import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import {
  type ColumnContract,
  type Digests,
  datasets,
  digestSelect,
  digestsOf,
  keptText,
  type LedgerRow,
  quarantineColumns,
  rawFileKey,
} from '@tlc-elt/contracts';
import { download } from '../../objects/objects.ts';
import type { Runtime } from '../../runtime.ts';
import type { Contents, Read, StoredEvidence } from './evidence.ts';
import { type MonthSql, monthSql } from './month-sql.ts';

/** Computes from every file of a load what its rows come to; each is read whole, on this machine's disk. */
export async function readContents(
  runtime: Runtime,
  load: LedgerRow,
  stored: StoredEvidence,
): Promise<Contents> {
  const folder = await mkdtemp(join(tmpdir(), 'ops-verify-'));
  const instance = await DuckDBInstance.create(':memory:', {
    temp_directory: join(folder, 'spill'),
    autoinstall_known_extensions: 'false',
  });
  try {
    const connection = await instance.connect();
    await connection.run("SET TimeZone = 'UTC'");
    // By parquet's statistics, which leave NaN out, it would judge rows that it has not read; the jobs set it as well.
    await connection.run("SET disabled_optimizers = 'statistics_propagation'");
    return await new Files(runtime, connection, folder, load, stored).contents();
  } finally {
    instance.closeSync();
    await rm(folder, { recursive: true });
  }
}

class Files {
  readonly #runtime: Runtime;
  readonly #connection: DuckDBConnection;
  readonly #folder: string;
  readonly #load: LedgerRow;
  readonly #stored: StoredEvidence;

  constructor(
    runtime: Runtime,
    connection: DuckDBConnection,
    folder: string,
    load: LedgerRow,
    stored: StoredEvidence,
  ) {
    this.#runtime = runtime;
    this.#connection = connection;
    this.#folder = folder;
    this.#load = load;
    this.#stored = stored;
  }

  async contents(): Promise<Contents> {
    const { report, trips, rawBucket, bucket } = this.#stored;
    const { dataset, source_month, source_etag } = this.#load;
    const contract = datasets[dataset];
    const named = (kind: 'quarantine' | 'quarantine_copy'): string[] =>
      report.state === 'ok' ? report.value[kind].map(({ key }) => key) : [];
    const rawKey = rawFileKey(contract, source_month, source_etag);
    const raw = await reading(() => this.#relation('raw', rawBucket, [rawKey]));
    const quarantine = await reading(() => this.#relation('quarantine', bucket, named('quarantine')));
    const copy = await reading(() => this.#relation('copy', bucket, named('quarantine_copy')));
    const tripKeys = trips.map(({ key }) => key);
    return {
      raw: await then(raw, (from) => this.#fromRaw(this.#sql(from))),
      trips: await reading(async () =>
        this.#digests(contract.columns, await this.#relation('trips', bucket, tripKeys)),
      ),
      quarantineCopy: await then(copy, (from) => this.#digests(quarantineColumns, from)),
      quarantine: await then(raw, (from) =>
        then(quarantine, (files) => this.#isRejected(from, files)).then(certain),
      ),
      copied: await then(quarantine, (files) =>
        then(copy, (copies) => this.#isCopied(files, copies)).then(certain),
      ),
    };
  }

  /** The rows of these objects, brought to this machine: none where there are no objects. */
  async #relation(name: string, bucket: string, keys: readonly string[]): Promise<string> {
    const paths = keys.map((_, i) => join(this.#folder, `${name}-${i}.parquet`));
    for (const [i, key] of keys.entries()) {
      const found = await download(this.#runtime, bucket, key, paths[i] ?? '');
      if (!found) throw new Error(`s3://${bucket}/${key} is missing`);
    }
    if (paths.length === 0) return '';
    return `read_parquet([${paths.map((path) => `'${path.replaceAll("'", "''")}'`).join(', ')}])`;
  }

  #sql(raw: string): MonthSql {
    const { dataset, source_month, run_id, era } = this.#load;
    const contract = datasets[dataset];
    const known = contract.eras.find(({ name }) => name === era);
    if (!known) throw new Error(`the contract knows no era ${era}`);
    return monthSql(contract, known, source_month, run_id, raw);
  }

  async #fromRaw(
    sql: MonthSql,
  ): Promise<{ accepted: Digests; byRule: Record<string, number>; copies: number }> {
    const { columns } = datasets[this.#load.dataset];
    const counts = Object.entries(sql.counts).map(([rule, count]) => `${count} AS ${rule}`);
    const row = await this.#row(`SELECT ${counts.join(', ')} FROM ${sql.annotated}`);
    const { copies } = await this.#row(
      `WITH accepted AS (${sql.accepted})
      SELECT (SELECT COUNT(*) FROM accepted) - (SELECT COUNT(*) FROM (SELECT DISTINCT * FROM accepted)) AS copies`,
    );
    return {
      copies: Number(copies),
      accepted: await this.#digests(columns, `(${sql.accepted}) AS accepted`),
      byRule: Object.fromEntries(Object.entries(row).map(([rule, n]) => [rule, Number(n)])),
    };
  }

  async #digests(columns: readonly ColumnContract[], from: string): Promise<Digests> {
    const nulls = (of: readonly ColumnContract[]) =>
      of.map(({ name, type }) => `CAST(NULL AS ${type}) AS ${name}`).join(', ');
    const rows =
      from === ''
        ? `(SELECT ${nulls(columns)} WHERE FALSE) AS nothing`
        : await this.#withAll(columns, from, nulls);
    return digestsOf(await this.#row(digestSelect(columns, 'duckdb').replace('{from}', rows)));
  }

  /** The rows with the columns that the contract has got since they were written, as NULL: so the table has them too. */
  async #withAll(
    columns: readonly ColumnContract[],
    from: string,
    nulls: (of: readonly ColumnContract[]) => string,
  ): Promise<string> {
    const known = new Set((await this.#columns(from)).map(([name]) => name));
    const later = columns.filter(({ name }) => !known.has(name));
    return later.length === 0 ? from : `(SELECT *, ${nulls(later)} FROM ${from}) AS written`;
  }

  /** Whether the raw file's rejected rows are those of the quarantine files. */
  async #isRejected(raw: string, files: string): Promise<boolean> {
    const rejected = `(${this.#sql(raw).rejected})`;
    if (files === '') return (await this.#hash(rejected, ['1'])).startsWith('0 ');
    const names = (await this.#columns(files)).map(([name]) => quoted(name));
    return (await this.#hash(rejected, names)) === (await this.#hash(files, names));
  }

  /** Whether the rows of the quarantine files are those for COPY, whose `source_row` is read back into columns. */
  async #isCopied(files: string, copies: string): Promise<boolean> {
    if (files === '' || copies === '') return files === copies;
    const own = new Set(quarantineColumns.map(({ name }) => name));
    const columns = await this.#columns(files);
    const inJson = columns.filter(([name]) => !own.has(name));
    const values = columns.map(([name, type]) =>
      own.has(name)
        ? quoted(name)
        : `CAST(source_values[${inJson.findIndex(([other]) => other === name) + 1}] AS ${type})`,
    );
    const pointers = inJson.map(([name]) => pointer(name)).join(', ');
    const read = `(SELECT *, json_extract_string(source_row, [${pointers}]) AS source_values FROM ${copies})`;
    const kept = columns.map(([name, type]) =>
      own.has(name) || type !== 'VARCHAR' ? quoted(name) : keptText(quoted(name)),
    );
    return (await this.#hash(files, kept)) === (await this.#hash(read, values));
  }

  /** How many rows there are, and the sum of their hashes: the same, whatever their order, of the same values. */
  async #hash(from: string, values: readonly string[]): Promise<string> {
    const row = await this.#row(
      `SELECT COUNT(*) AS n, SUM(CAST(hash(${values.join(', ')}) AS HUGEINT)) AS sum FROM ${from}`,
    );
    return `${row.n} ${row.sum}`;
  }

  async #columns(from: string): Promise<[name: string, type: string][]> {
    const described = await this.#connection.runAndReadAll(`DESCRIBE SELECT * FROM ${from}`);
    return described.getRows().map(([name, type]) => [String(name), String(type)]);
  }

  async #row(sql: string): Promise<Record<string, unknown>> {
    const [row = {}] = (await this.#connection.runAndReadAll(sql)).getRowObjectsJson();
    return row;
  }
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
/** A column of `source_row` by its JSON pointer, as a text of SQL. */
const pointer = (name: string): string =>
  `'/${name.replaceAll('~', '~0').replaceAll('/', '~1').replaceAll("'", "''")}'`;

async function reading<T>(read: () => Promise<T>): Promise<Read<T>> {
  try {
    return { state: 'ok', value: await read() };
  } catch (error) {
    return { state: 'invalid', reason: (error as Error).message };
  }
}

/** What is read from something that may itself not be readable. */
const then = async <T, Made>(from: Read<T>, read: (value: T) => Promise<Made>): Promise<Read<Made>> =>
  from.state === 'ok' ? reading(() => read(from.value)) : from;

function certain<T>(read: Read<T>): T {
  if (read.state === 'ok') return read.value;
  throw new Error(read.reason);
}
