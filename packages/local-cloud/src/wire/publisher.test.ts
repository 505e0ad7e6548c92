import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DENIED, PUBLISHER_PATH, Publisher } from './publisher.ts';

const directory = mkdtempSync(join(tmpdir(), 'publisher-'));
const publisher = new Publisher(directory);
const server = createServer((req, res) => void publisher.handle(req, res));
const etag = `"${createHash('md5').update('0123456789').digest('hex')}"`;

beforeAll(async () => {
  writeFileSync(join(directory, 'm.parquet'), '0123456789');
  mkdirSync(join(directory, 'misc'));
  writeFileSync(join(directory, 'misc/zones.csv'), 'a,b');
  for (const month of ['04', '05']) {
    mkdirSync(join(directory, '2025', month), { recursive: true });
    writeFileSync(join(directory, '2025', month, 'trips.parquet'), month);
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.close();
  rmSync(directory, { recursive: true, force: true });
});

async function ask(name: string, headers: Record<string, string> = {}, method = 'GET'): Promise<unknown[]> {
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}${PUBLISHER_PATH}/${name}`, { method, headers });
  return [answer.status, await answer.text(), answer.headers.get('content-range')];
}

it.each<[string, Record<string, string>, unknown[]]>([
  ['the whole file', {}, [200, '0123456789', null]],
  ['a range', { range: 'bytes=2-4' }, [206, '234', 'bytes 2-4/10']],
  ['the end', { range: 'bytes=-3' }, [206, '789', 'bytes 7-9/10']],
  ['a range beyond the end', { range: 'bytes=10-' }, [416, '', 'bytes */10']],
  [
    'a range of the version that it began with',
    { range: 'bytes=8-', 'if-match': etag },
    [206, '89', 'bytes 8-9/10'],
  ],
  ['a range of another version', { range: 'bytes=8-', 'if-match': '"0"' }, [412, '', null]],
  ['a range, or all if it changed', { range: 'bytes=8-', 'if-range': '"0"' }, [200, '0123456789', null]],
  ['what it has already', { 'if-none-match': etag }, [304, '', null]],
])('a published file is answered as CloudFront does: %s', async (_, headers, expected) => {
  expect(await ask('m.parquet', headers)).toEqual(expected);
});

it('HEAD tells size, version and time', async () => {
  const { port } = server.address() as AddressInfo;
  const { status, headers } = await fetch(`http://127.0.0.1:${port}/x/m.parquet`, { method: 'HEAD' });
  expect([status, headers.get('content-length'), headers.get('etag'), headers.get('server')]).toEqual([
    200,
    '10',
    etag,
    'AmazonS3',
  ]);
  expect(Date.parse(headers.get('last-modified') ?? '')).toBeGreaterThan(0);
});

it.each(['m.parquet', 'trip-data/m.parquet', 'misc/zones.csv', 'a/misc/zones.csv'])(
  'the folder stands for any part of the path: %s',
  async (name) => {
    expect((await ask(name))[0]).toBe(200);
  },
);

it.each(['absent.parquet', 'zones.csv', 'misc', 'misc/../m.parquet%00', '..%2Fm.parquet', ''])(
  'what is not published (%s) is 403 of S3’s server',
  async (name) => {
    expect((await ask(name))[0]).toBe(403);
  },
);

it.each([
  ['2025/04/trips.parquet', 200, '04'],
  ['trip-data/2025/05/trips.parquet', 200, '05'],
  ['trip-data/m.parquet', 200, '0123456789'],
  ['2025/06/trips.parquet', 403, DENIED],
  ['2025/04', 403, DENIED],
  [`..%2f${basename(directory)}%2f..%2f..%2fetc%2fhostname`, 403, DENIED],
])('%s lies where its address says, or by its name alone: %d', async (name, status, text) => {
  expect((await ask(name)).slice(0, 2)).toEqual([status, text]);
});
