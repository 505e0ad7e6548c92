import {
  type DatasetContract,
  type LedgerRow,
  parameterNames,
  TransformReport,
  transformReportKey,
} from '@tlc-elt/contracts';
import type { Known } from '@tlc-elt/passport';
import { readText } from '../objects/objects.ts';
import { NotParquet, openParquet, type ParquetFile } from '../objects/parquet.ts';
import { rowsAt, rowsWhere } from '../objects/parquet-rows.ts';
import { parseJson } from '../objects/parse-json.ts';
import type { Runtime } from '../runtime.ts';

const EXAMPLES = 5;
/** What the quarantine adds to the columns of the publisher. */
const ADDED = ['source_month', 'run_id', 'broken_rules'];

/** Up to five rejected rows of each rule, as the publisher's file has them. */
export async function examplesOf(
  runtime: Runtime,
  contract: DatasetContract,
  load: LedgerRow,
): Promise<Known['examples']> {
  const bucket = (await runtime.parameters()).get(parameterNames(runtime.stage).processedBucket);
  const key = transformReportKey(contract, load.source_month, load.run_id, load.attempt);
  const report = TransformReport.safeParse(parseJson(await readText(runtime, bucket, key)));
  const keys = report.success ? report.data.quarantine.map((file) => file.key) : [];
  const files = (await Promise.all(keys.map((each) => openSound(runtime, bucket, each)))).filter(
    (file) => file !== undefined,
  );
  const broken = contract.rules.filter(({ name }) => (load.quarantine_by_rule[name] ?? 0) > 0);
  const found = await Promise.all(
    broken.map(async ({ name }) => [name, await rowsThatBreak(files, name)] as const),
  );
  return Object.fromEntries(found);
}

/** A file that can be read; of one that cannot, what is wrong is told by what was verified. */
async function openSound(runtime: Runtime, bucket: string, key: string): Promise<ParquetFile | undefined> {
  try {
    return await openParquet(runtime, bucket, key);
  } catch (error) {
    if (error instanceof NotParquet) return undefined;
    throw error;
  }
}

async function rowsThatBreak(files: readonly ParquetFile[], rule: string): Promise<Record<string, string>[]> {
  const rows: Record<string, string>[] = [];
  for (const file of files) {
    if (rows.length >= EXAMPLES) break;
    const breaks = (rules: unknown): boolean => String(rules).split(',').includes(rule);
    const at = await rowsWhere(file, 'broken_rules', breaks, EXAMPLES - rows.length);
    for (const row of await rowsAt(file, at)) rows.push(asText(row));
  }
  return rows;
}

const asText = (row: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(row).flatMap(([name, value]) =>
      ADDED.includes(name) ? [] : [[name, value === null ? 'NULL' : String(value)]],
    ),
  );
