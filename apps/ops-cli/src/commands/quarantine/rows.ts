import { join } from 'node:path';
import type { Json } from '@duckdb/node-api';
import { Failed } from '../../errors.ts';
import { ExitCode } from '../../exit-code.ts';
import { quotedText, withDuckDB } from '../../export/parquet.ts';
import type { WriteRows } from '../../export/rows.ts';
import { download } from '../../objects/objects.ts';
import type { Runtime } from '../../runtime.ts';
import type { Value } from '../../warehouse/values.ts';
import { missing, type Options, reportOf } from './report.ts';

/** Every rejected row, or as many as `--sample` says, with all columns of the publisher's file. */
export async function rows(options: Options, runtime: Runtime, write: WriteRows): Promise<ExitCode> {
  const { bucket, quarantine, run_id } = await reportOf(options, runtime);
  if (quarantine.length === 0) throw new Failed(`${run_id} has quarantined no row of ${options.month}`);
  await withDuckDB(async (connection, folder) => {
    const paths = quarantine.map((_, i) => join(folder, `${i}.parquet`));
    for (const [i, { key }] of quarantine.entries())
      if (!(await download(runtime, bucket, key, paths[i] ?? ''))) throw missing(runtime, bucket, key);
    const result = await connection.stream(selectOf(paths, options));
    const types = result.columnTypes();
    await write({
      columns: result.columnNames().map((name, i) => ({ name, type: String(types[i]) })),
      rows: flat(result.yieldRowsJson()),
    });
  });
  return ExitCode.ok;
}

function selectOf(paths: readonly string[], { rule, sample }: Options): string {
  const files = `read_parquet([${paths.map(quotedText).join(', ')}])`;
  const where =
    rule === undefined ? '' : ` WHERE list_contains(string_split(broken_rules, ','), ${quotedText(rule)})`;
  return `SELECT * FROM ${files}${where}${sample === undefined ? '' : ` LIMIT ${sample}`}`;
}

async function* flat(chunks: AsyncIterable<Json[][]>): AsyncGenerator<Value[]> {
  for await (const chunk of chunks) for (const row of chunk) yield row as Value[];
}
