import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Passport } from '@tlc-elt/passport';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type FakeAws, startFakeAws } from '../../../test/fake-aws.ts';
import { keys, loadMonth, runId } from '../../../test/month.ts';
import { cloneWith, ops } from '../../../test/ops.ts';
import { deploy } from '../../../test/stage.ts';

let fake: FakeAws;
let root: string;
const folder = mkdtempSync(join(tmpdir(), 'report-'));

beforeAll(async () => {
  fake = await startFakeAws();
  root = cloneWith(fake.url);
  deploy(fake);
});
afterAll(async () => {
  await fake.close();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  fake.objects.clear();
  await loadMonth(fake);
});

const report = (...argv: string[]) => ops(['report', ...argv], { root });

test('the passport of a month: what was proved, where its rows went, examples of what was rejected', async () => {
  const { code, stdout } = await report('2024-09', '--json');
  const passport = JSON.parse(stdout) as Passport;
  expect(code).toBe(0);
  expect(passport.verdict).toEqual({
    judgement: 'usual',
    sentence: 'Every row is accounted for; 88 rows are too few to say what is usual.',
    reasons: [],
  });
  expect(passport.account).toMatchObject({
    source_rows: 100,
    accepted_rows: 88,
    quarantined_rows: 12,
    table_rows: 88,
    duplicate_rows: 4,
    run_id: runId,
    publication: { etag: 'etag1', last_modified: '2024-11-20T00:00:00Z' },
    earlier: [],
  });
  const broken = passport.quarantine.filter(({ rows }) => rows > 0);
  expect(broken.map(({ rule, rows, examples }) => [rule, rows, examples.length])).toEqual([
    ['trip_distance_positive', 9, 5],
    ['fare_amount_positive', 5, 5],
  ]);
});

test('without a file it is Markdown; --out writes a page or Markdown, and says where', async () => {
  expect((await report('2024-09')).stdout).toMatch(/^## yellow 2024-09\n\n\*\*✅ As usual\.\*\* Every row/);
  const [page, text] = [join(folder, 'a.html'), join(folder, 'a.md')];
  expect((await report('2024-09', '--out', page)).stdout).toBe(`${page}\n`);
  expect(readFileSync(page, 'utf8')).toMatch(
    /^<!doctype html>[\s\S]*<h1>yellow 2024-09<\/h1>[\s\S]*<\/html>\n$/,
  );
  await report('2024-09', '--out', text);
  expect(readFileSync(text, 'utf8')).toMatch(/^## yellow 2024-09\n/);
});

test('what is not as the load left it comes first, and is exit code 1', async () => {
  fake.objects.delete(keys.trips);
  const { code, stdout } = await report('2024-09', '--json');
  const { verdict } = JSON.parse(stdout) as Passport;
  expect(code).toBe(1);
  expect(verdict).toMatchObject({
    judgement: 'not proved',
    reasons: expect.arrayContaining([expect.stringMatching(/trips\/part-0\.parquet is missing/)]),
  });
});

test('a quarantine file that is no parquet is told, and the rest of the passport stands', async () => {
  fake.objects.set(keys.quarantine, Buffer.from('no parquet'));
  const { code, stdout } = await report('2024-09', '--json');
  const { verdict, account, quarantine } = JSON.parse(stdout) as Passport;
  expect([code, verdict.judgement, account.source_rows]).toEqual([1, 'not proved', 100]);
  expect(quarantine.flatMap(({ examples }) => examples)).toEqual([]);
});

test('a month that is not loaded, and a load without a profile, say what to type', async () => {
  const unknown = await report('2024-08');
  expect([unknown.code, unknown.stderr]).toEqual([
    1,
    expect.stringMatching(/yellow 2024-08 is not loaded[\s\S]*ops run 2024-08/),
  ]);
  fake.objects.delete(keys.profile);
  const file = join(folder, 'none.html');
  const old = await report('2024-09', '--out', file);
  expect([old.code, old.stderr]).toEqual([
    1,
    expect.stringMatching(/yellow-2024-09-r1 has no profile[\s\S]*ops run 2024-09 --force/),
  ]);
  expect(existsSync(file)).toBe(false);
});
