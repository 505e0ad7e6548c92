import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { lineageApiKeyParameter, resourceNames } from '@tlc-elt/contracts';
import { type Listening, listen, openLineageClient, openLineageProblems } from '@tlc-elt/testing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { generate } from '../src/months.ts';
import { LocalStage } from '../src/stage.ts';

const MONTH = '2024-09';

interface Event {
  readonly eventType: string;
  readonly job: { readonly name: string };
}
const received: { event: Event; path: string | undefined; key: string | undefined }[] = [];
/** The endpoint is down for its first requests. */
let refusals = 2;
let source = '';
let receiver: Listening;
let stage: LocalStage;

beforeAll(async () => {
  openLineageClient();
  source = await mkdtemp(join(tmpdir(), 'tlc-published-'));
  receiver = await listen(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    refusals -= 1;
    if (refusals >= 0) return void response.writeHead(503).end();
    const event = JSON.parse(Buffer.concat(chunks).toString()) as Event;
    received.push({ event, path: request.url, key: request.headers.authorization });
    response.writeHead(201).end();
  });
  stage = await LocalStage.start({ source, env: { TLC_OPENLINEAGE_URL: receiver.url } });
  await new SSMClient(stage.client).send(
    new PutParameterCommand({
      Name: lineageApiKeyParameter('local'),
      Value: 'secret',
      Type: 'SecureString',
    }),
  );
  await generate(source, MONTH, 500);
});
afterAll(async () => {
  await stage?.remove();
  await receiver?.close();
  await rm(source, { recursive: true });
});

const ends = (): Event[] =>
  received
    .map(({ event }) => event)
    .filter(({ eventType, job }) => eventType !== 'START' && job.name === 'tlc-local-pipeline.yellow');

/** At the end of a run everything is sent once more. */
const distinct = (events: readonly Event[]): string[] =>
  [...new Set(events.map((event) => JSON.stringify(event)))].sort();

test('an endpoint is told of a run when it begins and when it ends, as `ops lineage` tells it', async () => {
  expect((await stage.run(MONTH)).code).toBe(0);
  await vi.waitFor(() => expect(ends().map(({ eventType }) => eventType)).toEqual(['COMPLETE']), 120_000);
  const told = JSON.parse((await stage.ops('lineage', MONTH, '--json')).stdout) as Event[];
  expect(distinct(received.map(({ event }) => event))).toEqual(distinct(told));
  expect(new Set(received.map(({ path, key }) => `${path} ${key}`))).toEqual(
    new Set(['/api/v1/lineage Bearer secret']),
  );
  const lines = received.map(({ event }) => JSON.stringify(event)).join('\n');
  expect(openLineageProblems(lines)).toEqual({ events: received.length, problems: [] });
});

test('a run that fails is told with its error', async () => {
  stage.publish('yellow_tripdata_2024-10.parquet', 'no parquet');
  expect((await stage.run('2024-10')).code).toBe(1);
  await vi.waitFor(() => expect(ends().at(-1)?.eventType).toBe('FAIL'), 120_000);
  expect(JSON.stringify(ends().at(-1))).toContain('"errorMessage":{');
});

test('the function has done everything that its role lets it', async () => {
  const grants = JSON.parse((await stage.local('iam', '--json')).stdout) as {
    role: string;
    action: string;
    used: boolean;
  }[];
  const own = grants.filter(({ role }) => role === resourceNames('local').roles.lineageSender);
  expect(own.length).toBeGreaterThan(5);
  expect(own.filter(({ used }) => !used).map(({ action }) => action)).toEqual([]);
});
