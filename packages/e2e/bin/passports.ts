// passports.ts: docs/passports/{usual,odd}.html, of generated months that run on a local cloud of their own.
import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { LocalCloud, root, run } from '@tlc-elt/testing';

const MONTHS = ['2024-01', '2024-02', '2024-03', '2024-04', '2024-05', '2024-06'];
const LAST = '2024-06';
const fileOf = (folder: string): string => join(folder, `yellow_tripdata_${LAST}.parquet`);

/** What went wrong with the odd month: a day is lost, fares are a fifth higher, cash tips as cards do. */
const ODD = `SELECT * REPLACE (round(fare_amount * 1.2, 2) AS fare_amount, round(total_amount * 1.2, 2) AS total_amount, CASE WHEN payment_type = 1 AND hour(tpep_pickup_datetime) < 12 THEN 0 ELSE tip_amount END AS tip_amount)
FROM read_parquet('{file}') WHERE day(tpep_pickup_datetime) <> 12`;

/** The command that somebody types, and its end; throws what it said where it did not go well. */
async function command(...args: readonly string[]): Promise<void> {
  const { code, stderr } = await run(process.execPath, args, { cwd: root, env: process.env });
  if (code !== 0) throw new Error(`${args.join(' ')}\n${stderr}`);
}

async function makeOdd(source: string): Promise<void> {
  const connection = await (await DuckDBInstance.create()).connect();
  const [file, odd] = [fileOf(source), join(source, 'odd.parquet')];
  const generated = "KV_METADATA {'tlc-elt.generated': 'true'}";
  await connection.run(`COPY (${ODD.replace('{file}', file)}) TO '${odd}' (FORMAT parquet, ${generated})`);
  renameSync(odd, file);
}

const source = mkdtempSync(join(tmpdir(), 'passports-'));
const pages = join(root, 'docs/passports');
mkdirSync(pages, { recursive: true });
for (const month of MONTHS)
  await command(join(root, 'apps/quickstart/bin/generate-month.ts'), month, source, '--rows', '600001');
const cloud = await LocalCloud.start({ source });
try {
  for (const kind of ['usual', 'odd']) {
    if (kind === 'odd') await makeOdd(source);
    const months = kind === 'odd' ? [LAST] : MONTHS;
    for (const args of [
      ['run', ...months],
      ['report', LAST, '--out', join(pages, `${kind}.html`)],
    ]) {
      const { code, stderr } = await cloud.ops(...args);
      if (code !== 0) throw new Error(`ops ${args.join(' ')}\n${stderr}`);
    }
  }
} finally {
  await cloud.remove();
  rmSync(source, { recursive: true });
}
