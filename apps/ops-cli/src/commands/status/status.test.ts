import {
  checkSource,
  entered,
  executionFailed,
  executionSucceeded,
  exited,
  history,
  jobFailed,
  jobState,
  jobSubmitted,
  started,
} from '@tlc-elt/executions/made-up-history';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FakeAws, startFakeAws } from '../../../test/fake-aws.ts';
import { zonesKept } from '../../../test/lookup.ts';
import { cloneWith, ops } from '../../../test/ops.ts';
import { deploy, executions } from '../../../test/stage.ts';

let fake: FakeAws;
let root: string;

const plan = (outcome: string, more: object = {}) => ({
  dataset: 'yellow',
  month: '2024-09',
  run_id: 'r',
  outcome,
  ...more,
});
const source = { url: 'https://tlc/f.parquet', etag: 'e', last_modified: '2024-11-20T00:00:00Z', bytes: 1 };
const waiting = plan('not_published', {
  checked_at: '2026-11-23T10:00:00Z',
  deadline: '2027-03-30T00:00:00Z',
  wait_seconds: 86400,
});
const loaded = plan('already_loaded', { source, loaded_by: 'yellow-2024-09-r1', loaded_at: '2024-11-21' });
const at = (minute: number): Date => new Date(Date.UTC(2026, 10, 23, 10, minute));

beforeAll(async () => {
  fake = await startFakeAws();
  root = cloneWith(fake.url);
  deploy(fake);
  executions(fake, [
    {
      name: 'yellow-2026-10-r1',
      status: 'RUNNING',
      startDate: at(9),
      events: history(started(), checkSource(waiting), entered('WaitForPublication', 'Wait', waiting)),
    },
    {
      name: 'by-hand',
      status: 'RUNNING',
      startDate: at(8),
      input: { year: '2019', month: '3' },
      events: history(
        started(),
        jobState('IngestRaw', 'jr', 2),
        entered('TransformTrips'),
        jobSubmitted('t', 'jr2'),
      ),
    },
    {
      name: 'yellow-2024-09-r2',
      status: 'SUCCEEDED',
      startDate: at(5),
      stopDate: at(6),
      events: history(
        started(),
        checkSource(loaded),
        entered('AlreadyLoaded', 'Succeed', loaded),
        exited('AlreadyLoaded', 'Succeed', loaded),
        executionSucceeded(),
      ),
    },
    {
      name: 'yellow-2024-09-r1',
      status: 'FAILED',
      startDate: at(1),
      stopDate: at(4),
      events: history(
        started(),
        entered('IngestRaw'),
        jobSubmitted('i', 'jr'),
        jobFailed('StaleRun: r2 is newer'),
        exited('IngestRaw'),
        entered('PipelineFailed', 'Fail'),
        executionFailed('x', 'y'),
      ),
    },
  ]);
});
afterAll(() => fake.close());

test('--json: newest first, with the state each is in or ended in', async () => {
  const { stdout, code } = await ops(['status', '--json'], { root });
  expect([code, JSON.parse(stdout)]).toEqual([
    0,
    {
      // The warehouse of this stage does not answer.
      calendar: [],
      executions: [
        {
          name: 'yellow-2026-10-r1',
          status: 'RUNNING',
          month: '2026-10',
          state: 'WaitForPublication',
          outcome: 'not_published',
          waiting_until: '2026-11-24T10:00:00.500Z',
          error: null,
          cause: null,
          started_at: '2026-11-23T10:09:00.000Z',
          stopped_at: null,
        },
        {
          name: 'by-hand',
          status: 'RUNNING',
          month: '2019-03',
          state: 'TransformTrips',
          outcome: null,
          waiting_until: null,
          error: null,
          cause: null,
          started_at: '2026-11-23T10:08:00.000Z',
          stopped_at: null,
        },
        {
          name: 'yellow-2024-09-r2',
          status: 'SUCCEEDED',
          month: '2024-09',
          state: 'AlreadyLoaded',
          outcome: 'already_loaded',
          waiting_until: null,
          error: null,
          cause: null,
          started_at: '2026-11-23T10:05:00.000Z',
          stopped_at: '2026-11-23T10:06:00.000Z',
        },
        {
          name: 'yellow-2024-09-r1',
          status: 'FAILED',
          month: '2024-09',
          state: 'IngestRaw',
          outcome: null,
          waiting_until: null,
          error: 'StaleRun',
          cause: 'StaleRun: r2 is newer',
          started_at: '2026-11-23T10:01:00.000Z',
          stopped_at: '2026-11-23T10:04:00.000Z',
        },
      ],
      lookups: [],
    },
  ]);
});

test('what runs have brought of a lookup stands below, and why the last look brought none', async () => {
  const path = 'raw/lookups/taxi_zones/manifest.json';
  const put = (manifest: object): void =>
    void fake.objects.set(
      path,
      Buffer.from(JSON.stringify({ version: 1, lookup: 'taxi_zones', ...manifest })),
    );
  const last = async () => (await ops(['status'], { root })).stdout.trimEnd().split('\n').at(-1);
  put({ kept: zonesKept });
  expect(await last()).toBe('taxi_zones  265 rows, of 2024-02-05');
  put({ kept: { ...zonesKept, generated: true } });
  expect(await last()).toBe('taxi_zones  265 rows, generated, of 2024-02-05');
  const problem = { reason: 'HTTP 503', run_id: 'r', at: '2026-11-23T10:00:00Z' };
  put({ kept: zonesKept, problem });
  expect(await last()).toBe('taxi_zones  265 rows, of 2024-02-05; the last look: HTTP 503');
  put({ problem });
  expect(await last()).toBe('taxi_zones  none; the last look: HTTP 503');
  fake.objects.set(path, Buffer.from('{'));
  expect(await last()).toMatch(
    /^taxi_zones {2}none; the last look: lookups\/taxi_zones\/manifest.json cannot be read/,
  );
  fake.objects.delete(path);
});

test('for people waiting is healthy, and already loaded is no plain success', async () => {
  const { stdout } = await ops(['status'], { root });
  const [, ...lines] = stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split(/ {2,}/).slice(0, 4));
  expect(lines).toEqual([
    [
      'yellow-2026-10-r1',
      '2026-10',
      'waiting for publication (healthy, looks again 2026-11-24 10:00 UTC)',
      'WaitForPublication',
    ],
    ['by-hand', '2019-03', 'running', 'TransformTrips'],
    ['yellow-2024-09-r2', '2024-09', 'already loaded', 'AlreadyLoaded'],
    ['yellow-2024-09-r1', '2024-09', 'failed: StaleRun', 'IngestRaw'],
  ]);
});

test('--limit asks for no more', async () => {
  const { stdout } = await ops(['status', '--limit', '1', '--json'], { root });
  expect(
    (JSON.parse(stdout) as { executions: { name: string }[] }).executions.map(({ name }) => name),
  ).toEqual(['yellow-2026-10-r1']);
});

test('a stage without executions says what to type, and a warehouse that does not answer is no hindrance', async () => {
  const empty = await startFakeAws();
  deploy(empty);
  executions(empty, []);
  expect(await ops(['status'], { root: cloneWith(empty.url) })).toEqual({
    code: 0,
    stdout: 'No execution is known.\nnext:  npx -y pnpm@12.21.0 ops run 2024-09\n',
    stderr:
      'no calendar: the ledger cannot be read (UnknownOperationException: no test has given ExecuteStatement)\n',
  });
  await empty.close();
});
