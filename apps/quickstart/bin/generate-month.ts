import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DEFAULT_DATASET, datasetOf, SourceMonth } from '@tlc-elt/contracts';
import { shapeOfRows } from '../src/generate/month-sql.ts';
import { writeMonth } from '../src/generate/write-month.ts';

const HELP = `Usage: node apps/quickstart/bin/generate-month.ts MONTH DIR [--dataset D] [--rows N] [--broken N] [--seed N]

Writes a generated month under the TLC's file name into DIR and prints its path. Its footer says that it is
generated. The same seed gives the same rows. See docs/generated-month.md.

  --dataset D  dataset of the contracts (default ${DEFAULT_DATASET})
  --rows N     rows (default ${datasetOf(DEFAULT_DATASET).generated.shape.rows}, the TLC's own count of 2024-09)
  --broken N   rows that break a positive-amount rule (default: the share of 2024-09)
  --seed N     seed (default: the month's digits)
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    dataset: { type: 'string', default: DEFAULT_DATASET },
    rows: { type: 'string' },
    broken: { type: 'string' },
    seed: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
});
const [month = '', directory] = positionals;
const parsed = SourceMonth.safeParse(month);
const count = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Number(text);
if (values.help || directory === undefined || !parsed.success) {
  (values.help ? process.stdout : process.stderr).write(HELP);
  process.exitCode = values.help ? 0 : 2;
} else {
  const target = resolve(process.env.INIT_CWD ?? '.', directory);
  mkdirSync(target, { recursive: true });
  const rows = count(values.rows);
  const contract = datasetOf(values.dataset);
  const { shape: whole } = contract.generated;
  const shape = rows === undefined ? whole : shapeOfRows(whole, rows, count(values.broken));
  const path = await writeMonth(contract, parsed.data, target, { shape, seed: count(values.seed) });
  process.stdout.write(`${path}\n`);
}
