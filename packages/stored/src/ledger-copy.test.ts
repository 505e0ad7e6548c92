import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { S3Client } from '@aws-sdk/client-s3';
import { sourceMonth } from '@tlc-elt/contracts';
import { afterEach, describe, expect, test } from 'vitest';
import { newestLoad } from './ledger-copy.ts';
import { bucketOn } from './s3.ts';

// What a working S3 answers is tested on the local cloud; here are the answers that it never gives.
const of = { dataset: 'yellow', month: sourceMonth('2024-09') } as const;
let server: Server | undefined;
afterEach(() => server?.close());

const asking = (port: number) => {
  const s3 = new S3Client({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  });
  return newestLoad(bucketOn(s3, 'processed'), of);
};

async function refusedWith(status: number, code: string): Promise<unknown> {
  const body = `<Error><Code>${code}</Code><Message>no</Message></Error>`;
  server = createServer((_, response) => response.writeHead(status).end(body)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server?.once('listening', resolve));
  return asking((server.address() as AddressInfo).port);
}

describe('a passing trouble of S3 is LedgerUnavailable, which the workflow retries', () => {
  test.each([
    [503, 'SlowDown'],
    [500, 'InternalError'],
  ])('%d %s', async (status, code) => {
    await expect(refusedWith(status, code)).rejects.toMatchObject({
      name: 'LedgerUnavailable',
      message: expect.stringMatching(
        new RegExp(`^s3://processed/ledger/yellow/2024/09/load(ing|ed).json: ${code}: no\\. Next: `),
      ),
    });
  });

  test('no connection', async () => {
    await expect(asking(9)).rejects.toMatchObject({ name: 'LedgerUnavailable' });
  });
});

test.each([
  [403, 'AccessDenied'],
  [404, 'NoSuchBucket'],
])('%d %s stays what it is: no retry helps', async (status, code) => {
  await expect(refusedWith(status, code)).rejects.toMatchObject({ name: code });
});
