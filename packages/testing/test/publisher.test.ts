import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { etagOf, Publisher } from '../src/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'publisher-'));
const path = join(folder, 'm.parquet');
let publisher: Publisher;
beforeAll(async () => {
  writeFileSync(path, '0123456789');
  publisher = await Publisher.listen(folder);
});
beforeEach(() => publisher.fail());
afterAll(async () => {
  await publisher.close();
  rmSync(folder, { recursive: true });
});

const ask = (file: string, init?: RequestInit): Promise<Response> =>
  fetch(`${publisher.baseUrl}/${file}`, init);
const told = async (answer: Response) => [answer.status, answer.headers.get('server'), await answer.text()];

test('a file is served whole, in part, and only as the version that was asked for', async () => {
  const etag = `"${await etagOf(path)}"`;
  const whole = await ask('m.parquet');
  expect([whole.headers.get('etag'), await told(whole)]).toEqual([etag, [200, 'AmazonS3', '0123456789']]);
  const part = await ask('m.parquet', { headers: { range: 'bytes=7-', 'if-match': etag } });
  expect([part.headers.get('content-range'), await told(part)]).toEqual([
    'bytes 7-9/10',
    [206, 'AmazonS3', '789'],
  ]);
  expect((await ask('m.parquet', { headers: { 'if-match': '"older"' } })).status).toBe(412);
  expect(await told(await ask('absent.parquet'))).toEqual([403, 'AmazonS3', '']);
});

test('a fault hits its method and file as often as it says, and healing ends it', async () => {
  publisher.fail({ method: 'GET', file: 'm.parquet', times: 2, status: 503 });
  publisher.also({ file: 'n.parquet', status: 403, headers: { server: 'CloudFront' } });
  const statuses: unknown[] = [];
  for (const method of ['HEAD', 'GET', 'GET', 'GET'])
    statuses.push((await ask('m.parquet', { method })).status);
  expect(statuses).toEqual([200, 503, 503, 200]);
  expect(await told(await ask('n.parquet'))).toEqual([403, 'CloudFront', '']);
  publisher.heal('n.parquet');
  expect(await told(await ask('n.parquet'))).toEqual([403, 'AmazonS3', '']);
  expect(publisher.requests.map(({ method, file }) => `${method} ${file}`)).toEqual([
    'HEAD m.parquet',
    ...['GET m.parquet', 'GET m.parquet', 'GET m.parquet'],
    ...['GET n.parquet', 'GET n.parquet'],
  ]);
});

test('a connection breaks where it is told to, and goes on from there', async () => {
  publisher.fail({ times: 1, breakAt: 0.5 });
  await expect(ask('m.parquet').then((answer) => answer.text())).rejects.toThrow('terminated');
  expect(await told(await ask('m.parquet', { headers: { range: 'bytes=5-' } }))).toEqual([
    206,
    'AmazonS3',
    '56789',
  ]);
});

test('a page instead of the file has the headers of the file', async () => {
  publisher.fail({ html: '<html>' });
  const answer = await ask('m.parquet');
  expect([answer.headers.get('content-length'), await answer.text()]).toEqual(['10', '<html>    ']);
});
