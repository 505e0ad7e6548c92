import { DEFAULT_DATASET } from '@tlc-elt/contracts';
import { ASSUMED, type AssumedDataset, assumedRun, assumedTransform, type Engine } from './assumed.ts';
import { type CostItem, estimate } from './estimate.ts';
import { estimateMonth } from './month.ts';
import { prices } from './prices.ts';

/** Base capacities of the stages; a test of packages/infra holds them against the templates. */
const RPU = { dev: 4, prod: 8 } as const;

const ASSUMED_MONTH = { dataset: DEFAULT_DATASET, waits: 30, stored: 130e6, table: 60e6 } as const;

const sum = (items: readonly CostItem[]): number => items.reduce((total, { usd }) => total + usd, 0);

/** US dollars of a month's run by the assumptions. */
export const assumedCost = (
  engine: Engine,
  stage: keyof typeof RPU,
  dataset: AssumedDataset = DEFAULT_DATASET,
): number => sum(estimate(assumedRun(dataset, engine, RPU[stage])));

const cents = (usd: number): string => `$${usd < 0.0001 ? usd.toFixed(6) : usd.toFixed(4)}`;
const lines = (items: readonly CostItem[]): string[] =>
  items.map(
    ({ item, arithmetic, usd, source }) =>
      `| ${item} | ${arithmetic} | ${cents(usd)} | ${source.replace('https://', '').replace(/\/$/, '')} |`,
  );
const HEAD = ['| item | arithmetic | cost | source |', '| --- | --- | --- | --- |'];

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;

/** A dataset's row: seconds of each job, and dollars. */
function datasetLine(dataset: AssumedDataset): string {
  const { rows, published, written, table, ingest, transform, load } = ASSUMED[dataset];
  const { redshift, rpu } = assumedRun(dataset, 'duckdb', RPU.dev);
  const warehouse = estimate({ jobs: [], functions: [], transitions: 0, redshift, rpu }).slice(0, 1);
  const kept = estimateMonth([{ dataset, waits: 0, stored: published + written, table }]).slice(0, 2);
  const [duckdb, spark] = (['duckdb', 'spark'] as const).map((engine) => assumedCost(engine, 'dev', dataset));
  const seconds = [ingest, transform.duckdb, transform.spark, load].map((value) => `${value} s`);
  const dollars = [sum(warehouse), sum(kept), duckdb ?? 0, spark ?? 0].map(cents);
  return `| ${[dataset, `${rows} rows, ${megabytes(published)}`, ...seconds, ...dollars].join(' | ')} |`;
}

/** The tables of docs/deploy.md, by the prices and the sums of `ops cost`. */
export function costTables(): string {
  const run = estimate(assumedRun(DEFAULT_DATASET, 'duckdb', RPU.dev));
  const instead = [
    ...estimate({
      ...assumedRun(DEFAULT_DATASET, 'spark', RPU.dev),
      jobs: [assumedTransform(DEFAULT_DATASET, 'spark')],
      redshift: [],
      functions: [],
      transitions: 0,
    }),
    ...estimate({
      ...assumedRun(DEFAULT_DATASET, 'spark', RPU.prod),
      jobs: [],
      functions: [],
      transitions: 0,
    }),
  ].filter(({ usd }) => usd > 0);
  const month = estimateMonth([ASSUMED_MONTH]);
  const total = (stage: keyof typeof RPU): string =>
    `| **${stage}, ${RPU[stage]} RPU** | **${cents(assumedCost('duckdb', stage))}** | **${cents(assumedCost('spark', stage))}** |`;
  return [
    `A run of a month in dev with DuckDB, list prices of ${prices.region} written down on ${prices.asOf}:`,
    '',
    ...HEAD,
    ...lines(run),
    '',
    'Instead, with Spark, and in prod:',
    '',
    ...HEAD,
    ...lines(instead),
    '',
    '| a month loaded | DuckDB | Spark |',
    '| --- | --- | --- |',
    total('dev'),
    total('prod'),
    '',
    'What a month of waiting, watching and keeping adds, where a publication is waited for thirty days; storage is that of one loaded month:',
    '',
    ...HEAD,
    ...lines(month),
    `| **total** | | **${cents(sum(month))}** | |`,
    '',
    'The same run of each dataset in dev, where every dataset has the same settings of Glue: 0.0625 DPU of Python Shell for IngestRaw and LoadRedshift, and for TransformTrips 1 DPU of Python Shell with DuckDB or 2 workers G.1X with Spark. By arithmetic from the CPU seconds of a run here, not measured on AWS (`apps/ops-cli/src/commands/cost/assumed.ts`):',
    '',
    '| dataset | a month now | IngestRaw | TransformTrips, DuckDB | Spark | LoadRedshift | Redshift, 4 RPU | S3 and Redshift, each month more | a month loaded, DuckDB | Spark |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...(Object.keys(ASSUMED) as AssumedDataset[]).map(datasetLine),
  ].join('\n');
}
