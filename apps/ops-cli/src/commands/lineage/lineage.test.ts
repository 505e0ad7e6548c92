import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
import type { RunEvent } from '@tlc-elt/lineage';
import { type Listening, listen } from '@tlc-elt/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type FakeAws, startFakeAws } from '../../../test/fake-aws.ts';
import { loadMonth, runId } from '../../../test/month.ts';
import { cloneWith, ops } from '../../../test/ops.ts';
import { arnOf, deploy, executions } from '../../../test/stage.ts';

let fake: FakeAws;
let root: string;
let receiver: Listening;
let received: { event: RunEvent; authorization: string | undefined }[] = [];
let status = 201;
const folder = mkdtempSync(join(tmpdir(), 'lineage-'));

beforeAll(async () => {
  fake = await startFakeAws();
  root = cloneWith(fake.url);
  deploy(fake);
  receiver = await listen(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const event = JSON.parse(Buffer.concat(chunks).toString()) as RunEvent;
    received.push({ event, authorization: request.headers.authorization });
    response.writeHead(status).end(status === 201 ? '' : 'no such tenant');
  });
});
afterAll(async () => {
  await Promise.all([fake.close(), receiver.close()]);
  rmSync(folder, { recursive: true });
});

const source = {
  url: 'https://tlc/yellow_tripdata_2024-09.parquet',
  etag: 'etag1',
  last_modified: '2024-11-20T00:00:00Z',
  bytes: 1000,
};
const plan = (run_id: string) => ({
  plan: {
    ...{ dataset: 'yellow', month: '2024-09', run_id, outcome: 'load', source },
    ...{ force: 'false', accept_quarantine: 'false' },
  },
});

beforeEach(async () => {
  received = [];
  status = 201;
  fake.objects.clear();
  await loadMonth(fake);
  const [first, second] = [
    history(
      started(),
      checkSource(plan(runId)),
      jobState('IngestRaw', 'jr_1', 10),
      jobState('TransformTrips', 'jr_2', 20),
      jobState('LoadRedshift', 'jr_3', 30),
      entered('PipelineSucceeded', 'Succeed'),
      executionSucceeded(),
    ),
    history(
      started(),
      checkSource(plan('yellow-2024-09-r2')),
      entered('IngestRaw'),
      jobSubmitted('tlc-local-ingest-raw', 'jr_4'),
      jobFailed('SourceCorrupt: the file has no footer. Next: Wait.'),
      exited('IngestRaw'),
      entered('PipelineFailed', 'Fail'),
      executionFailed('SourceCorrupt', 'SourceCorrupt: the file has no footer. Next: Wait.'),
    ),
  ];
  executions(fake, [
    { name: 'yellow-2024-09-r2', status: 'FAILED', events: second },
    { name: runId, status: 'SUCCEEDED', events: first },
    { name: 'yellow-2024-10-r1', status: 'RUNNING', events: history(started()) },
  ]);
});

const lineage = (argv: string[], environment: NodeJS.ProcessEnv = {}) =>
  ops(['lineage', ...argv], { root, cwd: folder, environment });
const eventsIn = (text: string): RunEvent[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as RunEvent);
const typesOf = (events: readonly RunEvent[]): string[] =>
  events.map(({ eventType, job }) => `${eventType} ${job.name.split('.').slice(1).join('.')}`);

const loaded = [
  ...['START yellow', 'START yellow.IngestRaw', 'COMPLETE yellow.IngestRaw'],
  ...['START yellow.TransformTrips', 'COMPLETE yellow.TransformTrips', 'START yellow.LoadRedshift'],
  ...['COMPLETE yellow.LoadRedshift', 'COMPLETE yellow'],
];

test('a month: the events of every execution of it, oldest first, a line each', async () => {
  const { code, stdout } = await lineage(['2024-09']);
  expect(code).toBe(0);
  const events = eventsIn(stdout);
  expect(typesOf(events)).toEqual([
    ...loaded,
    ...['START yellow', 'START yellow.IngestRaw', 'FAIL yellow.IngestRaw', 'FAIL yellow'],
  ]);
  expect(events.at(-1)?.run.facets.errorMessage?.message).toBe(
    'SourceCorrupt: the file has no footer. Next: Wait.',
  );
});

test('an execution: the rows that the ledger has, where the stage keeps them', async () => {
  const { stdout } = await lineage([runId, '--json']);
  const events = JSON.parse(stdout) as RunEvent[];
  expect(typesOf(events)).toEqual(loaded);
  const { outputs } = events.at(-1) ?? { outputs: [] };
  expect(
    outputs.map(({ namespace, name, outputFacets }) => [
      namespace,
      name,
      outputFacets?.outputStatistics?.rowCount,
    ]),
  ).toEqual([
    ['redshift://wg.us-east-1:5439', 'tlc.public.yellow_trips', 88],
    ['redshift://wg.us-east-1:5439', 'tlc.public.yellow_trips_quarantine', 12],
  ]);
  expect(events[0]?.run.facets.executionParameters).toMatchObject({
    parameters: expect.arrayContaining([{ key: 'execution_arn', value: arnOf(runId) }]),
  });
});

test('a run that has only begun has begun', async () => {
  expect(typesOf(eventsIn((await lineage(['2024-10'])).stdout))).toEqual(['START yellow']);
});

test('--out writes a file, --url posts to an endpoint with the key of the environment', async () => {
  const flags = ['--out', 'events.ndjson', '--url', receiver.url];
  const { code, stdout } = await lineage([runId, ...flags], { OPENLINEAGE_API_KEY: 'secret' });
  expect([code, stdout]).toEqual([0, `8 events in events.ndjson\n8 events sent to ${receiver.url}\n`]);
  const events = eventsIn(readFileSync(join(folder, 'events.ndjson'), 'utf8'));
  expect(received).toEqual(events.map((event) => ({ event, authorization: 'Bearer secret' })));
});

test('an endpoint that refuses is told, with what it said', async () => {
  status = 403;
  const { code, stderr } = await lineage([runId, '--url', receiver.url]);
  expect(code).toBe(1);
  expect(stderr).toContain(
    `${receiver.url}/api/v1/lineage answers 403: no such tenant (0 of 8 events were sent)`,
  );
});

test('a month that was never run', async () => {
  const { code, stderr } = await lineage(['2024-11']);
  expect(code).toBe(1);
  expect(stderr).toContain('Step Functions knows no execution of yellow 2024-11');
});
