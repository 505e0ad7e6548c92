import { parameterNames, sourceMonth, yellow } from '@tlc-elt/contracts';
import { Publisher } from '@tlc-elt/testing';
import { expect, test } from 'vitest';
import { StageParameters } from '../aws/parameters.ts';
import type { Runtime } from '../runtime.ts';
import { plain } from '../terminal/style.ts';
import { publicationsOf } from './publications.ts';

const names = parameterNames('local');
const file = { etag: '"e-1"', 'last-modified': 'Wed, 20 Nov 2024 16:02:09 GMT', 'content-length': '7' };

const runtimeOf = (parameters: Record<string, string>, slept: number[] = []): Runtime =>
  ({
    stage: 'local',
    parameters: async () => new StageParameters(names.prefix, new Map(Object.entries(parameters)), ''),
    progress: { style: plain, line: () => {}, status: () => {} },
    signal: new AbortController().signal,
    sleep: async (ms: number) => void slept.push(ms),
  }) as unknown as Runtime;

test('a busy publisher is asked again; what it says at last is what counts', async () => {
  const publisher = await Publisher.listen();
  const of = (month: string): string => `yellow_tripdata_${month}.parquet`;
  publisher.fail(
    { file: of('2024-09'), times: 2, status: 503 },
    { file: of('2024-09'), status: 200, headers: file },
    { file: of('2024-10'), status: 403, headers: { server: 'AmazonS3' } },
    { file: of('2024-11'), status: 403 },
    { file: of('2024-12'), status: 404 },
  );
  const base = publisher.baseUrl;
  const slept: number[] = [];
  const runtime = runtimeOf({ [names.sourceBaseUrl]: `${base}/` }, slept);
  const months = ['2024-09', '2024-10', '2024-11', '2024-12'].map(sourceMonth);
  const found = await publicationsOf(runtime, yellow, months);
  await publisher.close();
  expect([...found.values()]).toEqual([
    {
      state: 'published',
      source: {
        url: `${base}/yellow_tripdata_2024-09.parquet`,
        etag: 'e-1-7-20241120T160209Z',
        last_modified: '2024-11-20T16:02:09.000Z',
        bytes: 7,
      },
    },
    { state: 'not_published' },
    { state: 'unavailable', answer: 'HTTP 403' },
    { state: 'not_usable', answer: 'HTTP 404' },
  ]);
  expect(publisher.requests[0]?.headers['accept-encoding']).toBe('identity');
  const times = (month: string): number => publisher.requests.filter(({ file }) => file === of(month)).length;
  expect(months.map(times)).toEqual([3, 1, 3, 1]);
  expect(slept.sort()).toEqual([1000, 1000, 3000, 3000]);
});

test('a dataset with an address of its own is asked of its publisher alone, where a 404 is a file that is not there yet', async () => {
  const [tlc, harbour] = [await Publisher.listen(), await Publisher.listen()];
  tlc.fail({ status: 404 });
  harbour.fail(
    { file: 'yellow_tripdata_2024-09.parquet', status: 200, headers: file },
    { file: 'yellow_tripdata_2024-10.parquet', status: 404 },
  );
  const own = { ...yellow, baseUrl: 'https://data.harbour.example' };
  const runtime = runtimeOf({
    [names.sourceBaseUrl]: tlc.baseUrl,
    '/tlc/local/source/yellow/base-url': harbour.baseUrl,
  });
  const months = ['2024-09', '2024-10'].map(sourceMonth);
  const found = [...(await publicationsOf(runtime, own, months)).values()];
  await Promise.all([tlc.close(), harbour.close()]);
  expect(found).toMatchObject([
    { state: 'published', source: { url: `${harbour.baseUrl}/yellow_tripdata_2024-09.parquet` } },
    { state: 'not_published' },
  ]);
  expect([tlc.requests.length, harbour.requests.length]).toEqual([0, 2]);
});

test('a base address that is none is told of each month, and nobody is asked', async () => {
  const runtime = runtimeOf({ [names.sourceBaseUrl]: 'http://tlc.example' });
  const found = await publicationsOf(runtime, yellow, [sourceMonth('2024-09')]);
  expect([...found.values()]).toEqual([
    {
      state: 'not_usable',
      answer:
        'the base address "http://tlc.example" begins with http://, and a publisher is asked by https: only',
    },
  ]);
});
