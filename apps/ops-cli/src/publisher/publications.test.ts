import { parameterNames, sourceMonth, yellow } from '@tlc-elt/contracts';
import { Publisher } from '@tlc-elt/testing';
import { expect, test } from 'vitest';
import { StageParameters } from '../aws/parameters.ts';
import type { Runtime } from '../runtime.ts';
import { plain } from '../terminal/style.ts';
import { publicationsOf } from './publications.ts';

const names = parameterNames('local');
const file = { etag: '"e-1"', 'last-modified': 'Wed, 20 Nov 2024 16:02:09 GMT', 'content-length': '7' };

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
  const runtime = {
    stage: 'local',
    parameters: async () =>
      new StageParameters(names.prefix, new Map([[names.sourceBaseUrl, `${base}/`]]), ''),
    progress: { style: plain, line: () => {}, status: () => {} },
    signal: new AbortController().signal,
    sleep: async (ms: number) => void slept.push(ms),
  } as unknown as Runtime;
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
