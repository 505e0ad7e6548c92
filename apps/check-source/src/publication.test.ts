import { Publisher } from '@tlc-elt/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { publicationAt } from './publication.ts';

const described = {
  etag: '"28cb1bd7e5f1e8b3a2-4"',
  'last-modified': 'Wed, 20 Nov 2024 16:02:09 GMT',
  'content-length': '61170186',
};
let publisher: Publisher;
const url = (): string => `${publisher.baseUrl}/yellow_tripdata_2024-09.parquet`;

beforeAll(async () => {
  publisher = await Publisher.listen();
});
afterAll(() => publisher.close());

const answers = (status: number, headers: Record<string, string> = {}): void =>
  publisher.fail({ status, headers });

test('a published file is described by its headers, without its body being asked for', async () => {
  answers(200, described);
  expect(await publicationAt(url())).toEqual({
    url: url(),
    etag: '28cb1bd7e5f1e8b3a2-4',
    last_modified: '2024-11-20T16:02:09.000Z',
    bytes: 61170186,
  });
  expect(publisher.requests.map(({ method, headers }) => [method, headers['user-agent']])).toEqual([
    ['HEAD', expect.stringContaining('tlc-elt')],
  ]);
});

test('a weak ETag is the same publication', async () => {
  answers(200, { ...described, etag: 'W/"abc-7"' });
  expect((await publicationAt(url()))?.etag).toBe('abc-7');
});

test('403 of S3 behind CloudFront: the month is not published yet', async () => {
  answers(403, { server: 'AmazonS3', 'x-cache': 'Error from cloudfront' });
  expect(await publicationAt(url())).toBeUndefined();
});

describe('what a retry helps against', () => {
  test.each([
    [403, { server: 'CloudFront' }],
    [403, {}],
    [429, {}],
    [500, {}],
    [503, { server: 'AmazonS3' }],
  ])('HTTP %d with headers %j is SourceUnavailable', async (status, headers) => {
    answers(status, headers);
    await expect(publicationAt(url())).rejects.toMatchObject({
      name: 'SourceUnavailable',
      fields: { url: url() },
      message: expect.stringContaining(`: HTTP ${status}. Next: Run the month again later`),
    });
  });

  test('a publisher that does not answer in time', async () => {
    publisher.fail({ answer: () => {} });
    await expect(publicationAt(url(), 50)).rejects.toMatchObject({
      name: 'SourceUnavailable',
      message: expect.stringContaining('no answer (TimeoutError)'),
    });
  });

  test('a publisher that hangs up, and one that is not there', async () => {
    publisher.fail({ answer: (request) => request.socket.destroy() });
    await expect(publicationAt(url())).rejects.toMatchObject({ name: 'SourceUnavailable' });
    await expect(publicationAt('http://127.0.0.1:9/f.parquet')).rejects.toMatchObject({
      name: 'SourceUnavailable',
    });
  });
});

describe('what no retry helps against', () => {
  test.each([400, 404, 410])('HTTP %d is SourceNotUsable', async (status) => {
    answers(status);
    await expect(publicationAt(url())).rejects.toMatchObject({
      name: 'SourceNotUsable',
      message: expect.stringContaining(`: HTTP ${status}. Next: Look at the address`),
    });
  });

  test.each([
    ['etag', { ...described, etag: '' }],
    ['etag', { ...described, etag: '"../../evil"' }],
    ['last_modified', { ...described, 'last-modified': 'yesterday' }],
  ])('headers without a usable %s', async (field, headers) => {
    answers(200, headers);
    await expect(publicationAt(url())).rejects.toMatchObject({
      name: 'SourceNotUsable',
      message: expect.stringContaining(`the headers do not describe a file (${field}: `),
    });
  });

  test('headers without ETag, date and length', async () => {
    answers(200);
    await expect(publicationAt(url())).rejects.toThrow(/etag: .*; last_modified: .*; bytes: /);
  });

  test('a base URL that is none', async () => {
    await expect(publicationAt('/yellow_tripdata_2024-09.parquet')).rejects.toMatchObject({
      name: 'SourceNotUsable',
    });
  });
});
