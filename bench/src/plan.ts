import { readFileSync } from 'node:fs';
import {
  Dataset,
  datasetOf,
  firstDay,
  LEDGER_TABLE,
  ledgerColumns,
  monthsBetween,
  type SourceMonth,
  sourceFileName,
  sourceMonth,
} from '@tlc-elt/contracts';
import { BenchStage, fileOf, generatedMonths, YELLOW } from './stage.ts';
import { spread } from './statistics.ts';

interface Month {
  readonly dataset: Dataset;
  readonly month: SourceMonth;
}

/** 488 months: eleven years of three datasets, and of fhvhv all since its first. */
const MONTHS: readonly Month[] = Dataset.options.flatMap((dataset) =>
  monthsBetween(sourceMonth('2015-10'), sourceMonth('2026-09'))
    .filter((month) => month >= datasetOf(dataset).firstMonth)
    .map((month) => ({ dataset, month })),
);

/** `ops plan` of all of them, every second month of which is loaded, and `ops status` of the same ledger. */
export async function benchPlan(runs: number): Promise<void> {
  const stage = await BenchStage.start({ engine: 'duckdb', env: { TLC_DATASETS: 'all' } });
  try {
    const real = { ...YELLOW, rows: 20_000 };
    stage.publish(
      'yellow_tripdata_2024-09.parquet',
      readFileSync(fileOf(await generatedMonths('plan', [real]), real)),
    );
    await stage.ops('run', '2024-09');
    for (const { dataset, month } of MONTHS)
      if (month !== '2024-09' || dataset !== 'yellow')
        stage.publish(sourceFileName(datasetOf(dataset), month), `PAR1 ${dataset} ${month}`);
    await stage.ops('sql', '--write', loads(MONTHS.filter((_, i) => i % 2 === 0)));
    for (const args of [['plan', '2015-10..2026-09', '--dataset', 'all'], ['status']]) {
      const seconds: number[] = [];
      for (let run = 0; run < Math.max(runs, 5); run += 1)
        seconds.push((await stage.ops(...args, '--json')).seconds);
      console.log(`${`ops ${args.join(' ')}`.padEnd(45)} ${spread(seconds)}`);
    }
  } finally {
    await stage.remove();
  }
}

/** A ledger row of each month, like the one that is there. */
function loads(months: readonly Month[]): string {
  const changed: Readonly<Record<string, string>> = {
    dataset: 'm.dataset',
    source_month: 'm.source_month',
    load_number: 'm.load_number',
    run_id: 'm.run_id',
  };
  const columns = ledgerColumns.map(({ name }) => changed[name] ?? `l.${name}`).join(', ');
  const rows = months.map(
    ({ dataset, month }, i) =>
      `SELECT '${dataset}' AS dataset, DATE '${firstDay(month)}' AS source_month, ${i + 2} AS load_number, '${dataset}-${month}-r1' AS run_id`,
  );
  return `INSERT INTO ${LEDGER_TABLE} SELECT ${columns} FROM ${LEDGER_TABLE} l CROSS JOIN (${rows.join(' UNION ALL ')}) m`;
}
