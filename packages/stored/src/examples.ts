import type { DatasetContract, TransformReport } from '@tlc-elt/contracts';
import type { Bucket } from './bucket.ts';
import { NotParquet, openParquet, type ParquetFile, readColumn } from './parquet.ts';
import { rowsAt } from './parquet-rows.ts';

const EXAMPLES = 5;
/** What the quarantine adds to the columns of the publisher. */
const ADDED = ['source_month', 'run_id', 'broken_rules'];

/** Rows by the rule that they break. */
type Examples = Record<string, Record<string, string>[]>;

/** Up to five rejected rows of each rule, as the publisher's file has them; of a file that cannot be read there are none. */
export async function examplesOf(
  processed: Bucket,
  { rules }: DatasetContract,
  report: TransformReport,
): Promise<Examples> {
  const wanted = new Map(
    rules.flatMap(({ name }) => {
      const rows = Math.min(EXAMPLES, report.quarantine_by_rule[name] ?? 0);
      return rows > 0 ? [[name, rows] as const] : [];
    }),
  );
  const examples: Examples = Object.fromEntries([...wanted.keys()].map((rule) => [rule, []]));
  for (const { key } of report.quarantine) {
    const missing = [...wanted].map(([rule, rows]) => [rule, rows - (examples[rule] ?? []).length] as const);
    if (missing.every(([, rows]) => rows === 0)) break;
    const file = await openSound(processed, key);
    if (file !== undefined) await addRows(file, new Map(missing), examples);
  }
  return examples;
}

/** A file that can be read; of one that cannot, what is wrong is told by who verifies. */
async function openSound(processed: Bucket, key: string): Promise<ParquetFile | undefined> {
  try {
    return await openParquet(processed, key);
  } catch (error) {
    if (error instanceof NotParquet) return undefined;
    throw error;
  }
}

/** Adds the first rows of a file that break each rule, so many as are wanted of it. */
async function addRows(
  file: ParquetFile,
  wanted: ReadonlyMap<string, number>,
  examples: Examples,
): Promise<void> {
  const rowsOf = new Map([...wanted.keys()].map((rule) => [rule, [] as number[]]));
  await readColumn(file, 'broken_rules', (broken, row) => {
    for (const rule of String(broken).split(',')) {
      const rows = rowsOf.get(rule);
      if (rows !== undefined && rows.length < (wanted.get(rule) ?? 0)) rows.push(row);
    }
  });
  const numbers = [...new Set([...rowsOf.values()].flat())].sort((one, other) => one - other);
  const rows = await rowsAt(file, numbers);
  const textOf = new Map(numbers.map((number, i) => [number, asText(rows[i] ?? {})] as const));
  for (const [rule, found] of rowsOf)
    for (const number of found) examples[rule]?.push(textOf.get(number) ?? {});
}

const asText = (row: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(row).flatMap(([name, value]) =>
      ADDED.includes(name) ? [] : [[name, value === null ? 'NULL' : String(value)]],
    ),
  );
