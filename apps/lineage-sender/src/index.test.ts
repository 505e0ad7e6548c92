import { loadedKey, loadingKey, sourceMonth } from '@tlc-elt/contracts';
import {
  checkSource,
  entered,
  executionSucceeded,
  history,
  jobState,
  started,
} from '@tlc-elt/executions/made-up-history';
import type { RunEvent } from '@tlc-elt/lineage';
import { type Listening, listen } from '@tlc-elt/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

const RUN = 'yellow-2024-09-r1';
const ARN = `arn:aws:states:us-east-1:000000000000:execution:tlc-dev-pipeline:${RUN}`;
const month = sourceMonth('2024-09');
const change = { detail: { executionArn: ARN, status: 'SUCCEEDED' } };
const loading = {
  ...{ version: 1, dataset: 'yellow', source_month: month, run_id: RUN, attempt: 'a1' },
};
const loaded = {
  ...{ ...loading, load_number: 1, source_etag: 'etag1', source_bytes: 1 },
  ...{ source_last_modified: '2024-11-20 00:00:00', loaded_at: '2026-11-23 10:00:59' },
};
const source = {
  ...{ url: 'https://tlc/yellow_tripdata_2024-09.parquet', etag: 'etag1', bytes: 1 },
  last_modified: '2024-11-20T00:00:00Z',
};
const plan = {
  ...{ dataset: 'yellow', month, run_id: RUN, outcome: 'load', source, force: 'false' },
  accept_quarantine: 'false',
};

let aws: Listening;
let endpoint: Listening;
/** Objects by bucket and key. */
const objects = new Map<string, unknown>();
let key: string | undefined;
let status = 201;
let received: { event: RunEvent; authorization: string | undefined }[] = [];

const answers: Readonly<Record<string, () => unknown>> = {
  DescribeExecution: () => ({
    executionArn: ARN,
    name: RUN,
    status: 'SUCCEEDED',
    startDate: 1795428000,
    input: '{}',
  }),
  GetExecutionHistory: () => ({
    events: history(
      started(),
      checkSource({ plan }),
      jobState('IngestRaw', 'jr_1', 10),
      jobState('TransformTrips', 'jr_2', 20),
      jobState('LoadRedshift', 'jr_3', 30),
      entered('PipelineSucceeded', 'Succeed'),
      executionSucceeded(),
    ).map((event) => ({ ...event, timestamp: Number(event.timestamp) / 1000 })),
  }),
  GetParameter: () => key && { Parameter: { Name: 'key', Type: 'SecureString', Value: key } },
};

let handler: (event: unknown) => Promise<void>;
beforeAll(async () => {
  aws = await listen((request, response) => {
    const operation = String(request.headers['x-amz-target'] ?? '').split('.')[1];
    const path = decodeURIComponent((request.url ?? '').split('?')[0] ?? '').slice(1);
    const found = operation === undefined ? objects.get(path) : answers[operation]?.();
    if (request.url?.includes('list-type=2'))
      return void response.end('<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>');
    if (found !== undefined) return void response.end(JSON.stringify(found));
    response.writeHead(operation === undefined ? 404 : 400);
    response.end(
      operation === undefined ? '<Error><Code>NoSuchKey</Code></Error>' : '{"__type":"ParameterNotFound"}',
    );
  });
  endpoint = await listen(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const event = JSON.parse(Buffer.concat(chunks).toString()) as RunEvent;
    received.push({ event, authorization: request.headers.authorization });
    response.writeHead(status).end();
  });
  Object.assign(process.env, {
    ...{ AWS_ENDPOINT_URL: aws.url, AWS_REGION: 'us-east-1' },
    ...{ AWS_ACCESS_KEY_ID: 'AKIATEST', AWS_SECRET_ACCESS_KEY: 'secret' },
    ...{ OPENLINEAGE_URL: endpoint.url, API_KEY_PARAMETER: 'key', RAW_BUCKET: 'raw' },
    ...{ PROCESSED_BUCKET: 'processed', WORKGROUP: 'tlc-dev', DATABASE: 'tlc' },
  });
  ({ handler } = await import('./index.ts'));
});
afterAll(() => Promise.all([aws?.close(), endpoint?.close()]));
beforeEach(() => {
  [received, status, key] = [[], 201, undefined];
  objects.clear();
  objects.set(`processed/${loadingKey('yellow', month)}`, loading);
  objects.set(`processed/${loadedKey('yellow', month)}`, loaded);
});

test('posts the run and its states, with what the copy of the ledger says is loaded', async () => {
  await handler(change);
  expect(received.map(({ event }) => event.eventType)).toEqual([
    ...['START', 'START', 'COMPLETE', 'START', 'COMPLETE', 'START', 'COMPLETE', 'COMPLETE'],
  ]);
  const [table] = received.at(-1)?.event.outputs ?? [];
  expect([table?.name, table?.facets.version?.datasetVersion]).toEqual([
    'tlc.public.yellow_trips',
    `${RUN}/a1`,
  ]);
});

test('sends the key that an operator has put, and none where there is none', async () => {
  await handler(change);
  key = 'secret';
  await handler(change);
  const keys = received.map(({ authorization }) => authorization);
  expect([keys.slice(0, 8), keys.slice(8)]).toEqual([
    Array.from({ length: 8 }, () => undefined),
    Array.from({ length: 8 }, () => 'Bearer secret'),
  ]);
});

test('fails where the endpoint refuses, so that Lambda tries again and the alarm tells', async () => {
  status = 422;
  await expect(handler(change)).rejects.toThrow('/api/v1/lineage answers 422');
});

test('a copy of the ledger that is of another run says nothing of this one', async () => {
  const other = { run_id: 'yellow-2024-09-r2', attempt: 'a2' };
  objects.set(`processed/${loadingKey('yellow', month)}`, { ...loading, ...other });
  objects.set(`processed/${loadedKey('yellow', month)}`, { ...loaded, ...other });
  await handler(change);
  const [table] = received.at(-1)?.event.outputs ?? [];
  expect([table?.name, table?.facets.version]).toEqual(['tlc.public.yellow_trips', undefined]);
});

test('what is no change of an execution is refused', async () => {
  await expect(handler({ detail: {} })).rejects.toThrow('executionArn');
  expect(received).toEqual([]);
});
