import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import {
  type ComparedColumn,
  comparedRelation,
  type DatasetContract,
  type DiffPass,
  diffSql,
  type FileColumns,
  PublicationDiff,
  pickupWindow,
  type RawManifest,
  schemaDifferences,
} from '@tlc-elt/contracts';
import { Failed } from '../errors.ts';
import { quotedText } from '../export/parquet.ts';

/** The file of a publication on this disk, and what its manifest says. */
export interface KeptFile {
  readonly path: string;
  readonly manifest: RawManifest;
}

/** DuckDB keeps within it and spills the rest into the folder; the process has 1 GiB with all else. */
const MEMORY = '500MB';

/** What a publication of a month changed; `folder` is for what does not fit into memory. */
export async function compareFiles(
  contract: DatasetContract,
  before: KeptFile,
  after: KeptFile,
  folder: string,
): Promise<PublicationDiff> {
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: MEMORY,
    // Each thread has buffers of its own within that memory, so that many of them would leave none.
    threads: '2',
    temp_directory: join(folder, 'spilled'),
    preserve_insertion_order: 'false',
  });
  const connection = await instance.connect();
  try {
    // Statistics of parquet leave out NaN: DuckDB would conclude from them that no value is one.
    await connection.run("SET disabled_optimizers = 'statistics_propagation'");
    return await compared(connection, contract, before, after, folder);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function compared(
  connection: DuckDBConnection,
  contract: DatasetContract,
  before: KeptFile,
  after: KeptFile,
  folder: string,
): Promise<PublicationDiff> {
  const sql = diffSql(contract);
  const both = [before, after].map(({ manifest }) => manifest.physical_schema);
  requireKnown(contract, sql.columns, both);
  const relation = ({ path, manifest }: KeptFile, files: readonly FileColumns[]): string =>
    comparedRelation(sql.columns, manifest.physical_schema, files, `read_parquet(${quotedText(path)})`);
  const values: Readonly<Record<string, string>> = {
    ...pickupWindow(contract, before.manifest.source_month),
    before: relation(before, both),
    after: relation(after, both),
    whole_before: relation(before, []),
    whole_after: relation(after, []),
  };
  const filled = (text: string, more: Readonly<Record<string, string>> = {}): string =>
    text.replace(/\{(\w+)\}/g, (_, name: string) => more[name] ?? values[name] ?? '');
  const rows = async (query: string) =>
    (await connection.runAndReadAll(filled(query))).getRowObjectsJson() as Record<string, unknown>[];
  for (const statement of sql.prepare) await connection.run(filled(statement));
  await runPasses(connection, sql.passes, filled, folder);
  const [apart] = (await rows(sql.queries.rows)) as { added: number; removed: number; changed: number }[];
  if (apart === undefined) throw new Error('a query without GROUP BY gave no row');
  return PublicationDiff.parse({
    version: 1,
    dataset: contract.dataset,
    source_month: before.manifest.source_month,
    before: described(before),
    after: described(after),
    rows: { ...apart, equal: equalRows(before, after, apart) },
    ...schemaDifferences(before.manifest.physical_schema, after.manifest.physical_schema),
    by_column: await rows(sql.queries.by_column),
    by_day: await rows(sql.queries.by_day),
    by_zone: await rows(sql.queries.by_zone),
    money: await rows(sql.queries.money),
  });
}

/** Runs the passes, each in parts that lie in files below `folder`. */
async function runPasses(
  connection: DuckDBConnection,
  passes: readonly DiffPass[],
  filled: (sql: string, values: Readonly<Record<string, string>>) => string,
  folder: string,
): Promise<void> {
  for (const [number, pass] of passes.entries()) {
    const [[count] = []] = (await connection.runAndReadAll(filled(pass.rows, {}))).getRowsJS();
    const parts = String(1 + Math.floor(Number(count) / pass.rows_of_a_part));
    const into = join(folder, String(number));
    await connection.run(filled(pass.spread, { folder: into, parts }));
    for (const name of await readdir(into))
      for (const statement of pass.each)
        await connection.run(filled(statement, { part: join(into, name, '*.parquet') }));
  }
}

/** A file of a newer contract may have a column that this clone does not know, and would not compare. */
function requireKnown(
  { dataset }: DatasetContract,
  known: readonly ComparedColumn[],
  files: readonly FileColumns[],
): void {
  const names = known.map(({ name }) => name.toLowerCase());
  const unknown = files.flat().find(({ name }) => !names.includes(name.toLowerCase()));
  if (unknown)
    throw new Failed(
      `the ${dataset} contract of this clone has no column ${unknown.name}, which a file of the month has`,
      'bring the clone to what is deployed: git pull',
    );
}

const described = ({ manifest: { source, sha256, rows, era } }: KeptFile) => ({
  etag: source.etag,
  last_modified: source.last_modified,
  sha256,
  rows,
  era,
});

/** Rows that are in both; throws where the counts of the two files do not fit together. */
function equalRows(
  before: KeptFile,
  after: KeptFile,
  { added, removed, changed }: { added: number; removed: number; changed: number },
): number {
  const equal = before.manifest.rows - removed - changed;
  const fromAfter = after.manifest.rows - added - changed;
  if (equal === fromAfter) return equal;
  throw new Error(
    `${before.manifest.rows} rows less ${removed} removed and ${changed} changed ones leave ${equal} equal ones, and ${after.manifest.rows} less ${added} added and ${changed} changed ones leave ${fromAfter}`,
  );
}
