import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { datasets } from '@tlc-elt/contracts';
import { Publisher } from '@tlc-elt/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publicationAt } from './publication.ts';

const described = {
  etag: '"28cb1bd7e5f1e8b3a2c4d5e6f7081920-4"',
  'last-modified': 'Wed, 20 Nov 2024 16:02:09 GMT',
  'content-length': '61170186',
};
let publisher: Publisher;
const url = (): string => `${publisher.baseUrl}/yellow_tripdata_2024-09.parquet`;

beforeAll(async () => {
  publisher = await Publisher.listen();
});
afterAll(() => publisher.close());

/** Key and certificate of a server that vouches for itself. */
function selfSigned(): { key: Buffer; cert: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const made = [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-subj',
    '/CN=127.0.0.1',
    '-keyout',
    key,
    '-out',
    cert,
  ];
  execFileSync('openssl', made, { stdio: 'ignore' });
  const read = { key: readFileSync(key), cert: readFileSync(cert) };
  rmSync(folder, { recursive: true });
  return read;
}

const answers = (status: number, headers: Record<string, string> = {}): void =>
  publisher.fail({ status, headers });

test('a published file is described by its headers, without its body being asked for', async () => {
  answers(200, described);
  expect(await publicationAt(datasets.yellow, url())).toEqual({
    url: url(),
    etag: '28cb1bd7e5f1e8b3a2c4d5e6f7081920-4',
    last_modified: '2024-11-20T16:02:09.000Z',
    bytes: 61170186,
  });
  expect(publisher.requests.map(({ method, headers }) => [method, headers['user-agent']])).toEqual([
    ['HEAD', expect.stringContaining('tlc-elt')],
  ]);
  expect(publisher.requests[0]?.headers['accept-encoding']).toBe('identity');
});

test.each(['W/"abc-7"', '"abc-7"', 'abc-7'])(
  'the ETag %s, which is no MD5, has length and date beside it',
  async (etag) => {
    answers(200, { ...described, etag });
    expect((await publicationAt(datasets.yellow, url()))?.etag).toBe('abc-7-61170186-20241120T160209Z');
  },
);

test('a publisher whose HEAD gives no length is asked for the first byte, whose part names it', async () => {
  const { 'content-length': _, ...lengthless } = described;
  publisher.fail(
    { method: 'HEAD', status: 200, headers: lengthless },
    { method: 'GET', status: 206, headers: { ...lengthless, 'content-range': 'bytes 0-0/61170186' } },
  );
  expect(await publicationAt(datasets.yellow, url())).toMatchObject({
    bytes: 61170186,
    etag: '28cb1bd7e5f1e8b3a2c4d5e6f7081920-4',
  });
  const [, asked] = publisher.requests;
  expect([asked?.headers.range, asked?.headers['accept-encoding']]).toEqual(['bytes=0-0', 'identity']);
});

test('a file without a date is older than any other', async () => {
  const { 'last-modified': _, ...undated } = described;
  answers(200, undated);
  expect((await publicationAt(datasets.yellow, url()))?.last_modified).toBe('1970-01-01T00:00:00.000Z');
});

test('403 of S3 behind CloudFront: the month is not published yet', async () => {
  answers(403, { server: 'AmazonS3', 'x-cache': 'Error from cloudfront' });
  expect(await publicationAt(datasets.yellow, url())).toBeUndefined();
});

describe('what a retry helps against', () => {
  test.each([
    [403, { server: 'CloudFront' }],
    [403, {}],
    [408, {}],
    [425, {}],
    [429, {}],
    [500, {}],
    [503, { server: 'AmazonS3' }],
  ])('HTTP %d with headers %j is SourceUnavailable', async (status, headers) => {
    answers(status, headers);
    await expect(publicationAt(datasets.yellow, url())).rejects.toMatchObject({
      name: 'SourceUnavailable',
      fields: { url: url() },
      message: expect.stringContaining(`: HTTP ${status}. Next: Run the month again later`),
    });
  });

  test('a publisher that does not answer in time', async () => {
    publisher.fail({ answer: () => {} });
    await expect(publicationAt(datasets.yellow, url(), 50)).rejects.toMatchObject({
      name: 'SourceUnavailable',
      message: expect.stringContaining('no answer (TimeoutError)'),
    });
  });

  test('a publisher that hangs up, and one that is not there', async () => {
    publisher.fail({ answer: (request) => request.socket.destroy() });
    await expect(publicationAt(datasets.yellow, url())).rejects.toMatchObject({ name: 'SourceUnavailable' });
    const gone = await Publisher.listen();
    await gone.close();
    await expect(publicationAt(datasets.yellow, `${gone.baseUrl}/f.parquet`)).rejects.toMatchObject({
      name: 'SourceUnavailable',
    });
  });
});

describe('what no retry helps against', () => {
  test.each([400, 404, 410])('HTTP %d is SourceNotUsable', async (status) => {
    answers(status);
    await expect(publicationAt(datasets.yellow, url())).rejects.toMatchObject({
      name: 'SourceNotUsable',
      message: expect.stringContaining(`: HTTP ${status}. Next: Look at the address`),
    });
  });

  test.each([
    ['etag', { ...described, etag: '' }],
    ['etag', { ...described, etag: 'W/""' }],
    ['last_modified', { ...described, 'last-modified': 'yesterday' }],
  ])('headers without a usable %s', async (field, headers) => {
    answers(200, headers);
    await expect(publicationAt(datasets.yellow, url())).rejects.toMatchObject({
      name: 'SourceNotUsable',
      message: expect.stringContaining(`the headers do not describe a file (${field}: `),
    });
  });

  test('headers without ETag, date and length', async () => {
    answers(200);
    await expect(publicationAt(datasets.yellow, url())).rejects.toThrow(/etag: .*; bytes: /);
  });

  test('an answer that is compressed although that was not asked for', async () => {
    answers(200, { ...described, 'content-encoding': 'gzip' });
    await expect(publicationAt(datasets.yellow, url())).rejects.toThrow(
      /compressed by gzip, although identity was asked for/,
    );
  });

  test.each([
    ['itself', '', 'redirects more than 5 times'],
    ['a foreign scheme', 'ftp://127.0.0.1/f.parquet', 'redirects to ftp:'],
    ['no address', 'http://[', 'redirects to no address: http://['],
    ['another host', 'http://169.254.169.254/latest/', 'redirects to http://169.254.169.254, which is not'],
    ['another port of its host', 'http://127.0.0.1:1/f.parquet', 'redirects to http://127.0.0.1:1, which'],
  ])('a redirect to %s', async (_, location, what) => {
    publisher.fail({ status: 302, headers: { location: location || url() } });
    await expect(publicationAt(datasets.yellow, url())).rejects.toMatchObject({
      name: 'SourceNotUsable',
      message: expect.stringContaining(`: ${what}`),
    });
  });

  test('a length that no file has, and a date that has not come', async () => {
    answers(200, { ...described, 'content-length': '9000000000000000' });
    await expect(publicationAt(datasets.yellow, url())).rejects.toThrow(
      `${url()}: 9000000000000000 bytes, and no file has more than ${datasets.yellow.largestBytes}.`,
    );
    answers(200, { ...described, 'last-modified': 'Sun, 24 Nov 2075 16:02:09 GMT' });
    await expect(publicationAt(datasets.yellow, url())).rejects.toThrow(
      /dated 2075-11-24T16:02:09.000Z, which is later than now, 20/,
    );
  });

  test('headers without end', async () => {
    answers(200, { ...described, etag: `"${'a'.repeat(20_000)}"` });
    await expect(publicationAt(datasets.yellow, url())).rejects.toThrow(
      /cannot be asked \(Headers Overflow Error\)/,
    );
  });

  test.each([
    ['ftp://127.0.0.1/f.parquet', 'unknown scheme'],
    ['http://publisher.invalid/f.parquet', 'getaddrinfo ENOTFOUND publisher.invalid'],
  ])('the address %s', async (address, what) => {
    await expect(publicationAt(datasets.yellow, address)).rejects.toMatchObject({
      name: 'SourceNotUsable',
      message: expect.stringContaining(`cannot be asked (${what})`),
    });
  });

  test('a certificate that nobody vouches for', async () => {
    const server = createServer(selfSigned(), (_, response) => response.end()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await expect(publicationAt(datasets.yellow, `https://127.0.0.1:${port}/f.parquet`)).rejects.toMatchObject(
      {
        name: 'SourceNotUsable',
        message: expect.stringContaining('cannot be asked (self-signed certificate'),
      },
    );
    server.close();
  });

  test('a base URL that is none', async () => {
    await expect(publicationAt(datasets.yellow, '/yellow_tripdata_2024-09.parquet')).rejects.toMatchObject({
      name: 'SourceNotUsable',
    });
  });
});
