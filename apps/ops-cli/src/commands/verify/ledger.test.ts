import { Dataset } from '@tlc-elt/contracts';
import { expect, test } from 'vitest';
import { runId } from '../../../test/month.ts';
import { ops } from '../../../test/ops.ts';
import { right, verifiedMonth } from '../../../test/verified-month.ts';

const stage = verifiedMonth();
const { ledger, verify } = stage;

/** Rows of the ledger that no load wrote so: the problem, and the statement that its advice begins with. */
const MONTH = "WHERE dataset = 'yellow' AND source_month = '2024-09-01'";
const badRows: [what: string, change: object, reason: RegExp, condition: string][] = [
  ['no JSON', { quarantine_by_rule: 'oops' }, /no JSON/, `${MONTH} AND load_number = 1`],
  ['other JSON', { quarantine_by_rule: '{"a":"x"}' }, /quarantine_by_rule/, `${MONTH} AND load_number = 1`],
  ['NULL', { source_rows: null }, /source_rows/, `${MONTH} AND load_number = 1`],
  ['a text for a number', { loaded_rows: 'many' }, /loaded_rows/, `${MONTH} AND load_number = 1`],
  ['less than no rows', { accepted_rows: -1 }, /accepted_rows/, `${MONTH} AND load_number = 1`],
  ['no number', { load_number: null }, /load_number/, `${MONTH} AND load_number IS NULL`],
];

test.each(badRows)(
  'a ledger row with %s is a problem, and crashes nothing',
  async (_, change, reason, condition) => {
    ledger(change);
    const { code, months } = await verify('2024-09');
    const [problem, ...others] = months[0]?.problems ?? [];
    expect([code, problem?.code, others]).toEqual([1, 'ledger_row_unreadable', []]);
    expect(problem?.message).toMatch(reason);
    expect(problem?.next).toBe(
      `npx -y pnpm@12.21.0 ops sql --write "DELETE FROM load_ledger ${condition}", then: npx -y pnpm@12.21.0 ops run 2024-09 --force`,
    );
  },
);

test.each([
  ['the same number', {}, 'load_number = 1', /load 1 more than once/],
  ['the same run and attempt', { load_number: 2 }, 'load_number IN (2, 1)', /as the loads 2 and 1/],
])('two ledger rows of %s', async (_, change, condition, message) => {
  stage.counts.ledger.unshift({ ...stage.counts.ledger[0], ...change } as never);
  const [problem] = (await verify()).months[0]?.problems ?? [];
  expect(problem?.code).toBe('ledger_row_doubled');
  expect(problem?.message).toMatch(message);
  expect(problem?.next).toContain(`DELETE FROM load_ledger ${MONTH} AND ${condition}"`);
});

test('an older load that stands before the newest one is out of order', async () => {
  const older = {
    ...stage.counts.ledger[0],
    run_id: 'yellow-2024-09-r0',
    loaded_at: '2026-11-24 10:00:00',
    load_number: 0,
  };
  stage.counts.ledger.push(older as never);
  expect((await verify()).months[0]?.problems.map(({ code }) => code)).toEqual(['ledger_out_of_order']);
});

test('rows of no month and of no dataset are named beside the months', async () => {
  stage.counts.trips.push([null, '2024-09-01', 2], ['2024-09-15', '2024-09-01', 1]);
  stage.counts.quarantine.push([null, runId, 3]);
  stage.counts.ledger.push(
    { ...stage.counts.ledger[0], source_month: null, load_number: 8 } as never,
    { ...stage.counts.ledger[0], dataset: "gr'een", load_number: 9 } as never,
  );
  const { code, months, problems } = await verify();
  expect([code, months]).toEqual([1, [right]]);
  expect(problems.map(({ code, message }) => [code, message])).toEqual([
    ['rows_of_no_month', "yellow_trips has 2 rows whose source_month is NULL, which is no month's first day"],
    [
      'rows_of_no_month',
      "yellow_trips has 1 rows whose source_month is 2024-09-15, which is no month's first day",
    ],
    [
      'rows_of_no_month',
      "yellow_trips_quarantine has 3 rows whose source_month is NULL, which is no month's first day",
    ],
    ['rows_of_no_month', "load_ledger has 1 rows whose source_month is NULL, which is no month's first day"],
    ['ledger_of_unknown_dataset', 'load_ledger has 1 rows of datasets that no contract knows'],
  ]);
  expect(problems.map(({ next }) => /"(.*)"/.exec(next)?.[1])).toEqual([
    'DELETE FROM yellow_trips WHERE source_month IS NULL',
    "DELETE FROM yellow_trips WHERE source_month = '2024-09-15'",
    'DELETE FROM yellow_trips_quarantine WHERE source_month IS NULL',
    'DELETE FROM load_ledger WHERE source_month IS NULL',
    `DELETE FROM load_ledger WHERE dataset IS NULL OR dataset NOT IN (${Dataset.options.map((name) => `'${name}'`).join(', ')})`,
  ]);
  const { stdout } = await ops(['verify'], stage);
  expect(stdout).toContain('\nrows_of_no_month: yellow_trips has 2 rows');
});

test('rows of a month that never was on S3 are no load that could be run', async () => {
  stage.counts.trips.push(['2031-05-01', '2024-09-01', 2]);
  const [problem] = (await verify('2031-05')).months[0]?.problems ?? [];
  expect([problem?.code, problem?.next]).toEqual([
    'rows_without_ledger',
    `npx -y pnpm@12.21.0 ops sql --write "DELETE FROM yellow_trips WHERE source_month = '2031-05-01'"`,
  ]);
});
