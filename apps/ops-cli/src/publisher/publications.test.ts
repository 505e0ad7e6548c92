import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parameterNames, sourceMonth, yellow } from '@tlc-elt/contracts';
import { expect, test } from 'vitest';
import { StageParameters } from '../aws/parameters.ts';
import type { Runtime } from '../runtime.ts';
import { plain } from '../terminal/style.ts';
import { publicationsOf } from './publications.ts';

const names = parameterNames('local');
const file = { etag: '"e-1"', 'last-modified': 'Wed, 20 Nov 2024 16:02:09 GMT', 'content-length': '7' };

test('a busy publisher is asked again; what it says at last is what counts', async () => {
  const asked: string[] = [];
  const server = createServer(({ url = '' }, response) => {
    const month = /\d{4}-\d{2}/.exec(url)?.[0] ?? '';
    asked.push(month);
    const nth = asked.filter((each) => each === month).length;
    if (month === '2024-09') response.writeHead(nth < 3 ? 503 : 200, file).end();
    else if (month === '2024-10') response.writeHead(403, { server: 'AmazonS3' }).end();
    else if (month === '2024-11') response.writeHead(403).end();
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const slept: number[] = [];
  const runtime = {
    stage: 'local',
    parameters: async () => new StageParameters(names.prefix, new Map([[names.sourceBaseUrl, `${base}/`]])),
    progress: { style: plain, line: () => {}, status: () => {} },
    signal: new AbortController().signal,
    sleep: async (ms: number) => void slept.push(ms),
  } as unknown as Runtime;
  const months = ['2024-09', '2024-10', '2024-11', '2024-12'].map(sourceMonth);
  const found = await publicationsOf(runtime, yellow, months);
  server.close();
  expect([...found.values()]).toEqual([
    {
      state: 'published',
      source: {
        url: `${base}/yellow_tripdata_2024-09.parquet`,
        etag: 'e-1',
        last_modified: '2024-11-20T16:02:09.000Z',
        bytes: 7,
      },
    },
    { state: 'not_published' },
    { state: 'unavailable', answer: 'HTTP 403' },
    { state: 'not_usable', answer: 'HTTP 404' },
  ]);
  const times = (month: string): number => asked.filter((each) => each === month).length;
  expect(months.map(times)).toEqual([3, 1, 3, 1]);
  expect(slept.sort()).toEqual([1000, 1000, 3000, 3000]);
});
