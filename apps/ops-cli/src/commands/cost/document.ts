import { type CostItem, estimate, type Usage } from './estimate.ts';
import { estimateMonth } from './month.ts';
import { prices } from './prices.ts';

type Engine = 'duckdb' | 'spark';

/** Base capacities of the stages; a test of packages/infra holds them against the templates. */
const RPU = { dev: 4, prod: 8 } as const;

/** What the jobs of a month of 60 MB are taken to need on AWS, where nobody has measured them. */
const TRANSFORM: Readonly<Record<Engine, Usage['jobs'][number]>> = {
  duckdb: { state: 'TransformTrips', dpu: 1, seconds: 60 },
  spark: { state: 'TransformTrips', dpu: 2, seconds: 120 },
};
const assumedRun = (engine: Engine, rpu: number): Usage => ({
  jobs: [
    { state: 'IngestRaw', dpu: 0.0625, seconds: 60 },
    TRANSFORM[engine],
    { state: 'LoadRedshift', dpu: 0.0625, seconds: 60 },
  ],
  redshift: [{ state: 'LoadRedshift', seconds: 60 }],
  rpu,
  functions: [
    { state: 'Trigger', milliseconds: 1000, memoryMb: 256 },
    { state: 'CheckSource', milliseconds: 1000, memoryMb: 256 },
  ],
  transitions: 6,
});
const ASSUMED_MONTH = { dataset: 'yellow', waits: 30, stored: 130e6, table: 60e6 } as const;

const sum = (items: readonly CostItem[]): number => items.reduce((total, { usd }) => total + usd, 0);

/** US dollars of a month's run by the assumptions. */
export const assumedCost = (engine: Engine, stage: keyof typeof RPU): number =>
  sum(estimate(assumedRun(engine, RPU[stage])));

const cents = (usd: number): string => `$${usd < 0.0001 ? usd.toFixed(6) : usd.toFixed(4)}`;
const lines = (items: readonly CostItem[]): string[] =>
  items.map(
    ({ item, arithmetic, usd, source }) =>
      `| ${item} | ${arithmetic} | ${cents(usd)} | ${source.replace('https://', '').replace(/\/$/, '')} |`,
  );
const HEAD = ['| item | arithmetic | cost | source |', '| --- | --- | --- | --- |'];

/** The tables of docs/deploy.md, by the prices and the sums of `ops cost`. */
export function costTables(): string {
  const run = estimate(assumedRun('duckdb', RPU.dev));
  const instead = [
    ...estimate({
      ...assumedRun('spark', RPU.dev),
      jobs: [TRANSFORM.spark],
      redshift: [],
      functions: [],
      transitions: 0,
    }),
    ...estimate({ ...assumedRun('spark', RPU.prod), jobs: [], functions: [], transitions: 0 }),
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
  ].join('\n');
}
