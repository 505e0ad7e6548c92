import { addMonths, dueMonth, green, monthAt, monthsBetween } from '@tlc-elt/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTables, load } from '../../test/local-loads.ts';
import { type LocalStage, startLocalStage } from '../../test/local-stage.ts';

// `--dataset all` on a stage whose schedule runs yellow and green; fhv is loaded by hand.
let stage: LocalStage;
const now = new Date();
const due = dueMonth(green, now);
const last = addMonths(due, -1);
/** The months that are due and not published. */
const late = monthsBetween(due, monthAt(now, -1)).filter((month) => month <= due);

beforeAll(async () => {
  stage = await startLocalStage();
  for (const contract of [undefined, green]) await createTables(stage, contract);
  for (const dataset of ['yellow', 'green', 'fhv']) {
    await stage.put('processed', `${dataset}/2024/09/${dataset}-2024-09-r1/a/trips/part-0.parquet`);
    await stage.put('processed', `${dataset}/2024/09/${dataset}-2024-09-r2/a/trips/part-0.parquet`);
    await load(stage, ['2024-09', 1, `${dataset}-2024-09-r2`, 'e'], { dataset: `'${dataset}'` });
  }
  await load(stage, ['2024-09', 1, 'violet-2024-09-r1', 'e'], { dataset: "'violet'" });
  stage.publish(`green_tripdata_${last}.parquet`, 'PAR1');
}, 60_000);
afterAll(() => stage?.stop());

// biome-ignore lint/suspicious/noExplicitAny: what each command prints is its own test's matter
async function answer(...argv: string[]): Promise<any> {
  const { stdout, stderr } = await stage.ops(...argv, '--json');
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}
const named = (months: readonly { dataset: string; month: string }[]): string[] =>
  months.map(({ dataset, month }) => `${dataset} ${month}`);

test('gc looks at the datasets of the stage, and leaves those of others alone', async () => {
  const { removed } = await answer('gc', '--dataset', 'all', '--dry-run', '--older-than', '0');
  expect(removed.map(({ url }: { url: string }) => url)).toEqual([
    's3://processed/yellow/2024/09/yellow-2024-09-r1/',
    's3://processed/green/2024/09/green-2024-09-r1/',
  ]);
});

test('verify has a line for each month of each; the numbers of loads are those of a dataset', async () => {
  const { months, problems } = await answer('verify', '--dataset', 'all', '--quick');
  expect(named(months)).toEqual(['yellow 2024-09', 'green 2024-09']);
  const codes = months.flatMap((month: { problems: { code: string }[] }) => month.problems);
  expect(codes.map(({ code }: { code: string }) => code)).not.toContain('ledger_row_doubled');
  expect(problems.map(({ code }: { code: string }) => code)).toEqual(['ledger_of_unknown_dataset']);
  const { stdout } = await stage.ops('verify', '--dataset', 'all', '--quick');
  expect(stdout).toMatch(/\n2024-09 +FAILED .*\ngreen 2024-09 +FAILED /);
  expect(stdout).toMatch(/ops run 2024-09 --force\n/);
  expect(stdout).toMatch(/ops run 2024-09 --force --dataset green\n/);
});

test('status shows the months of each', async () => {
  const { months } = await answer('status', '--source', '--dataset', 'all');
  expect(new Set(months.map(({ dataset }: { dataset: string }) => dataset))).toEqual(
    new Set(['yellow', 'green']),
  );
  const { stdout } = await stage.ops('status', '--source', '--dataset', 'all');
  expect(stdout).toMatch(/\n2024-09 .*\n(.*\n)*green 2024-09 /);
  expect(stdout).toContain(`\ngreen ${last} `);
});

test('run --due runs what is published of each, and names the due months that are not', async () => {
  const result = await answer('run', '--due', '--no-wait', '--dataset', 'all');
  expect(named(result.months)).toEqual([`green ${last}`]);
  expect(result.months[0].execution).toBe(`green-${last}-r1`);
  expect(result.not_published.slice(-1)).toEqual([`green ${late.at(-1)}`]);
  expect(result.not_published).toContain(late.at(-1));
});

test('what to type next names the dataset that was meant', async () => {
  const { stdout } = await stage.ops('status', '2019-05', '--dataset', 'green');
  expect(stdout).toMatch(/^green 2019-05 .*\n\nnext: .* ops run 2019-05 --dataset green\n/);
});

test('backfill runs the months that each dataset has', async () => {
  const { months } = await answer('backfill', '2013-12', '2014-01', '--dataset', 'all');
  expect(named(months)).toEqual(['yellow 2013-12', 'yellow 2014-01', 'green 2014-01']);
  expect(named((await answer('run', '2013-11', '--dataset', 'all')).months)).toEqual(['yellow 2013-11']);
});

test("a month alone means the default dataset: another one's run is named by its execution", async () => {
  const { stderr } = await stage.ops('stop', last);
  expect(stderr).toContain(`no execution of ${last} is known`);
  const { executions } = await answer('status', '2014-01', '--dataset', 'green');
  expect(executions.map(({ name }: { name: string }) => name)).toEqual(['green-2014-01-r1']);
});
