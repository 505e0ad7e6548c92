import {
  addMonths,
  type LedgerRow,
  type PublicationDiff,
  type SourceMonth,
  sourceMonth,
  yellow,
} from '@tlc-elt/contracts';
import { chanceOf, profileOf, type Shape, usualShape } from '@tlc-elt/contracts/made-up-months';
import { expect, test } from 'vitest';
import { type Known, type LoadedMonth, passportMarkdown, passportOf, passportPage } from '../src/index.ts';

const month = sourceMonth('2024-09');

const loadOf = (of: SourceMonth, rows: number): LedgerRow => ({
  dataset: 'yellow',
  source_month: of,
  load_number: 1,
  run_id: `yellow-${of}-r1`,
  run_number: 1,
  attempt: 'a',
  source_url: 'https://tlc/f.parquet',
  source_etag: 'new',
  source_last_modified: '2024-11-20 16:02:09',
  source_bytes: 1,
  source_sha256: 'a'.repeat(64),
  source_rows: Math.round(rows / 0.96),
  accepted_rows: rows,
  quarantined_rows: Math.round(rows / 0.96) - rows,
  quarantine_by_rule: { trip_distance_positive: Math.round(rows * 0.02) },
  loaded_rows: rows,
  era: 'yellow-2023-02',
  contract_version: 2,
  engine: 'duckdb',
  generated: false,
  forced: false,
  quarantine_accepted: false,
  loaded_at: '2024-11-21 04:00:12',
});

function loaded(of: SourceMonth, change: (shape: Shape) => Shape = (shape) => shape): LoadedMonth {
  const chance = chanceOf(Number(of.replace('-', '')));
  const profile = profileOf(of, change(usualShape(chance)), chance);
  return { load: loadOf(of, profile.rows), profile };
}

const manifest = (etag: string, date: string): Known['manifests'][number] => ({
  version: 1,
  dataset: 'yellow',
  source_month: month,
  source: { url: 'https://tlc/f.parquet', etag, last_modified: date, bytes: 1 },
  bucket: 'raw',
  key: 'k',
  bytes: 1,
  sha256: 'b'.repeat(64),
  rows: 10,
  row_groups: 1,
  physical_schema: [],
  era: 'yellow-2023-02',
  contract_version: 2,
  generated: false,
  run_id: 'r',
  ingested_at: '2024-11-20T17:00:00.000Z',
});

const history = Array.from({ length: 12 }, (_, back) => loaded(addMonths(month, -1 - back)));

const known = (more: Partial<Known> = {}): Known => ({
  ...loaded(month),
  contract: yellow,
  stage: 'local',
  proved: { table_rows: 0, problems: [] },
  history,
  lastYear: history[11],
  manifests: [manifest('new', '2024-11-20T16:02:09.000Z')],
  examples: {},
  zoneNames: new Map([[2, 'Jamaica Bay']]),
  difference: undefined,
  ...more,
});

test('an ordinary month is as usual, and every number is beside its band', () => {
  const passport = passportOf(known());
  expect(passport.verdict).toEqual({
    judgement: 'usual',
    sentence: 'Every row is accounted for, and nothing differs by more than months do.',
    reasons: [],
  });
  expect(passport.compared_with).toHaveLength(12);
  const vendor = passport.categories.find(({ column }) => column === 'vendor_id');
  expect(vendor?.description).toMatch(/^Provider of the record/);
  for (const { share, band } of vendor?.values ?? []) {
    const [least = 1, most = 0] = band ?? [];
    expect(share).toBeGreaterThan(least * 0.9);
    expect(share).toBeLessThan(most * 1.1);
  }
  expect(passport.zones.find(({ id }) => id === 2)?.name).toBe('Jamaica Bay (2)');
});

test.each([
  [0, '; there is no month before to compare with.'],
  [1, ', and no day differs; one month before is too few to say what is usual.'],
  [2, ', and no day differs; 2 months before are too few to say what is usual.'],
  [3, ', and nothing differs by more than months do.'],
])('with %i months before it says what it was compared with', (months, said) => {
  const { verdict } = passportOf(known({ history: history.slice(0, months) }));
  expect(verdict).toMatchObject({ judgement: 'usual', sentence: `Every row is accounted for${said}` });
});

test('of a few rows nothing is said but that they are few', () => {
  const few = loaded(month);
  const { verdict } = passportOf(
    known({ load: { ...few.load, accepted_rows: 88 }, profile: { ...few.profile, rows: 88 } }),
  );
  expect(verdict.sentence).toBe('Every row is accounted for; 88 rows are too few to say what is usual.');
});

test('days stand beside the same weekday of the month before and of the year before', () => {
  const { days } = passportOf(known());
  const tripsOf = ({ profile }: LoadedMonth, day: string): number =>
    (profile.days.hours[day] ?? []).reduce((sum, run) => sum + Math.max(0, run), 0);
  const [before, yearAgo] = [history[0], history[11]];
  if (!before || !yearAgo) throw new Error('no history');
  // The first Monday of each month: 2 September 2024, 5 August 2024, 4 September 2023.
  expect(days[1]).toMatchObject({
    day: '2024-09-02',
    last_month: tripsOf(before, '2024-08-05'),
    last_year: tripsOf(yearAgo, '2023-09-04'),
  });
  // The fifth Monday: August 2024 has none.
  expect(days[29]).toMatchObject({ day: '2024-09-30', last_month: null });
});

test('where the month before is not loaded, no other month stands for it', () => {
  const { days, compared_with } = passportOf(known({ history: history.slice(1), lastYear: undefined }));
  expect(compared_with).toHaveLength(11);
  expect(days.every(({ last_month, last_year }) => last_month === null && last_year === null)).toBe(true);
});

test('a distribution has each row once: in its spans, below or above; quantiles in what a person counts in', () => {
  for (const { shares, below, above, quantiles, bands } of passportOf(known()).distributions) {
    expect(shares.reduce((sum, share) => sum + share, 0) + below + above).toBeCloseTo(1, 9);
    expect(above).toBeLessThanOrEqual(0.0101);
    expect(shares.length).toBeLessThanOrEqual(60);
    expect(bands).toHaveLength(shares.length);
    expect(quantiles.p1).toBeLessThan(quantiles.p99);
  }
  const fare = passportOf(known()).distributions.find(({ name }) => name === 'Fare');
  expect(fare?.unit).toBe('dollars');
  expect(fare?.quantiles.p50).toBeGreaterThan(10);
  expect(fare?.quantiles.p50).toBeLessThan(18);
});

test('what is odd is named in the verdict, the strongest first, a zone by its name', () => {
  const odd = loaded(month, (shape) => ({ ...shape, days: { 12: 0 }, zones: { ...shape.zones, 2: 0 } }));
  const { verdict, drift } = passportOf(known(odd));
  expect(verdict.judgement).toBe('unusual');
  expect(verdict.reasons).toEqual(drift.map(({ sentence }) => sentence));
  expect(verdict.reasons.slice(0, 2).sort()).toEqual([
    '2024-09-12 has no trips.',
    expect.stringMatching(/^Pickup zone 2 \(Jamaica Bay\) has 0\.0\d times its usual share/),
  ]);
});

test('what could not be proved comes before what is odd; a late publication is told', () => {
  const { load, profile } = loaded(month);
  const late = passportOf(
    known({
      load: { ...load, source_last_modified: '2025-05-01 00:00:00' },
      profile,
      proved: { table_rows: 1, problems: ['yellow_trips has 1 row of 2024-09'] },
    }),
  );
  expect(late.verdict).toEqual({
    judgement: 'not proved',
    sentence: 'One thing is not as the load left it.',
    reasons: [
      'yellow_trips has 1 row of 2024-09',
      'Published on 2025-05-01: late, more than 150 days after the month.',
    ],
  });
});

test('what a republication changed, beside the publications that raw keeps', () => {
  const rows = { added: 3, removed: 2, changed: 1 };
  const difference: PublicationDiff = {
    version: 1,
    dataset: 'yellow',
    source_month: month,
    before: { etag: 'old', last_modified: '2024-11-01T00:00:00.000Z', sha256: 'c', rows: 9, era: 'e' },
    after: { etag: 'new', last_modified: '2024-11-20T16:02:09.000Z', sha256: 'd', rows: 10, era: 'e' },
    rows: { ...rows, equal: 6 },
    schema: [],
    reordered: false,
    by_column: [{ column: 'fare_amount', rows: 1, money: -2.5 }],
    by_day: [{ day: '2024-09-02', ...rows }],
    by_zone: [],
    money: [{ column: 'fare_amount', before: 10, after: 7.5, difference: -2.5 }],
  };
  const manifests = [
    manifest('old', '2024-11-01T00:00:00.000Z'),
    manifest('new', '2024-11-20T16:02:09.000Z'),
  ];
  const { change, account } = passportOf(known({ difference, manifests }));
  expect(account.earlier.map(({ etag }) => etag)).toEqual(['old']);
  expect(change).toEqual({
    sentence:
      'Against the publication of 2024-11-01T00:00:00.000Z 3 rows were added, 2 removed and 1 changed; 6 are as they were.',
    lines: [
      'fare_amount differs in 1 row, by −$2.50 in all',
      '2024-09-02: 6 rows',
      'sum of fare_amount: −$2.50',
    ],
  });
});

test('a month of real size is a page of at most 300 KB, and Markdown that a job may write', () => {
  const passport = passportOf(known());
  expect(Buffer.byteLength(passportPage(passport))).toBeLessThan(300_000);
  expect(Buffer.byteLength(passportMarkdown(passport))).toBeLessThan(100_000);
});
