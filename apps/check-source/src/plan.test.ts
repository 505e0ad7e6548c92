import { parsePipelineInput, RunPlan, sourceMonth, yellow } from '@tlc-elt/contracts';
import { describe, expect, test } from 'vitest';
import { checkMonth, checkPlanned, daysSinceEnd, planToLoad, planToWait } from './plan.ts';

const source = {
  url: 'https://tlc/yellow_tripdata_2024-09.parquet',
  etag: 'new',
  last_modified: '2024-11-20T16:02:09.000Z',
  bytes: 1,
};
const loaded = {
  version: 1,
  dataset: 'yellow',
  source_month: sourceMonth('2024-09'),
  run_id: 'yellow-2024-09-r1',
  attempt: 'a',
  load_number: 1,
  source_etag: 'new',
  source_bytes: 1,
  source_last_modified: '2024-11-20 16:02:09',
  loaded_at: '2024-11-21 09:00:00',
} as const;
const at = (input: object, now = '2024-12-01T00:00:00.000Z') => ({
  contract: yellow,
  input: parsePipelineInput(input),
  runId: 'yellow-2024-09-r2',
  now: new Date(now),
  waitSeconds: 86400,
  stopOn: ['day' as const],
});
const month = { month: '2024-09' };
const identity = { dataset: 'yellow', month: '2024-09', run_id: 'yellow-2024-09-r2' };
const load = {
  ...identity,
  outcome: 'load',
  source,
  force: 'false',
  accept_quarantine: 'false',
  accept_older: 'false',
  accept_shrink: 'false',
  accept_republication: 'false',
  loaded_etag: 'none',
  stop_on: ['day'],
};

describe('a published month', () => {
  test.each([
    ['that was never loaded is loaded', month, undefined, load],
    [
      'of which another publication is loaded is loaded',
      month,
      { ...loaded, source_etag: 'old' },
      { ...load, loaded_etag: 'old' },
    ],
    [
      'of which a file of another length is loaded is loaded',
      month,
      { ...loaded, source_bytes: 2 },
      { ...load, loaded_etag: 'new' },
    ],
    [
      'that was published anew since is loaded: the fence goes by its date',
      month,
      { ...loaded, source_last_modified: '2024-11-20 16:02:08.5' },
      { ...load, loaded_etag: 'new' },
    ],
    [
      'that is loaded from this very file is left alone',
      month,
      loaded,
      {
        ...identity,
        outcome: 'already_loaded',
        source,
        loaded_by: loaded.run_id,
        loaded_at: loaded.loaded_at,
      },
    ],
    [
      'is loaded all the same where it is forced',
      { ...month, force: true },
      loaded,
      { ...load, force: 'true', loaded_etag: 'new' },
    ],
    [
      'carries the accepted quarantine to the load',
      { ...month, accept_quarantine: true },
      undefined,
      { ...load, accept_quarantine: 'true' },
    ],
    [
      'is not downloaded again where raw has it, and may be older',
      { ...month, publication: 'new', force: true },
      loaded,
      { ...load, accept_older: 'true', accept_republication: 'true', loaded_etag: 'new' },
    ],
    [
      'carries to the load that it may be older, and shrink',
      { ...month, accept_older: true, accept_shrink: true },
      undefined,
      { ...load, accept_older: 'true', accept_shrink: 'true' },
    ],
    [
      'carries to ingest that what it changes is accepted, and to the load that it shrinks',
      { ...month, accept_republication: true },
      { ...loaded, source_etag: 'old' },
      { ...load, accept_shrink: 'true', accept_republication: 'true', loaded_etag: 'old' },
    ],
    [
      'is not audited where somebody has looked at what is odd',
      { ...month, accept_unusual: true },
      undefined,
      { ...load, stop_on: [] },
    ],
  ])('%s', (_, input, newest, plan) => {
    expect(RunPlan.parse(planToLoad(at(input), source, newest))).toEqual(plan);
  });
});

describe('a month that is not published', () => {
  const deadline = '2025-02-28T00:00:00.000Z'; // 150 days after 2024-10-01
  test.each([
    ['waits', month, '2024-12-01T00:00:00.000Z', { outcome: 'not_published', wait_seconds: 86400 }],
    [
      'ends at once with no_wait',
      { ...month, no_wait: true },
      '2024-12-01T00:00:00.000Z',
      { outcome: 'not_published_no_wait' },
    ],
    [
      'waits to the last millisecond',
      month,
      '2025-02-27T23:59:59.999Z',
      { outcome: 'not_published', wait_seconds: 86400 },
    ],
    ['is overdue at its deadline', month, deadline, { outcome: 'publication_overdue' }],
    [
      'is overdue with no_wait too',
      { ...month, no_wait: true },
      '2026-01-01T00:00:00.000Z',
      { outcome: 'publication_overdue' },
    ],
  ])('%s', (_, input, now, plan) => {
    expect(RunPlan.parse(planToWait(at(input, now)))).toEqual({
      ...identity,
      checked_at: now,
      deadline,
      ...plan,
    });
  });

  test.each([
    ['2024-12', '2025-05-31T00:00:00.000Z'],
    ['2023-12', '2024-05-30T00:00:00.000Z'],
    ['2024-01', '2024-06-30T00:00:00.000Z'],
    ['2024-08', '2025-01-29T00:00:00.000Z'],
    ['2023-09', '2024-02-28T00:00:00.000Z'],
  ])(
    'the deadline of %s lies 150 days after its end, across the turn of the year and leap days',
    (name, end) => {
      const plan = planToWait(at({ month: name }, `${name}-28T00:00:00.000Z`));
      expect(plan).toMatchObject({ outcome: 'not_published', deadline: end });
    },
  );
});

test('months that the contract refuses are refused with the reason', () => {
  expect(() => checkMonth(yellow, parsePipelineInput({ month: '2010-12' }))).toThrow(
    expect.objectContaining({ name: 'MonthNotSupported', message: expect.stringContaining('taxi zone ids') }),
  );
  expect(() => checkMonth(yellow, parsePipelineInput({ month: '2008-12' }))).toThrow(
    expect.objectContaining({
      name: 'MonthNotSupported',
      message:
        '2008-12 lies before the first published month, 2009-01. Next: Load a later month; `ops contract show 2008-12` gives the reason.',
    }),
  );
  expect(checkMonth(yellow, parsePipelineInput({ year: '2011', month: '1' }))).toBeUndefined();
});

test.each([
  ['2024-09-30T23:59:59Z', 0],
  ['2024-10-01T00:00:00Z', 0],
  ['2024-10-02T00:00:00Z', 1],
  ['2025-02-28T00:00:00Z', 150],
])('at %s the end of 2024-09 is %d whole days ago', (now, days) =>
  expect(daysSinceEnd(sourceMonth('2024-09'), new Date(now))).toBe(days),
);

describe('a run of a plan', () => {
  const input = parsePipelineInput({ ...month, plan: { id: '0123456789abcdef', etag: 'new' } });

  test('loads the file that the plan was made for', () => {
    expect(() => checkPlanned(input, source)).not.toThrow();
    expect(() => checkPlanned(parsePipelineInput(month), undefined)).not.toThrow();
  });

  test.each([
    ['another file', { ...source, etag: 'newer' }, 'the publisher has ETag newer'],
    ['no file', undefined, 'the publisher has no file any more'],
  ])('refuses %s', (_, found, said) => {
    expect(() => checkPlanned(input, found)).toThrow(
      expect.objectContaining({ name: 'PlanOutdated', message: expect.stringContaining(said) }),
    );
  });
});
