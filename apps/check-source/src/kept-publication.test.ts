import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { S3Client } from '@aws-sdk/client-s3';
import { datasets, type SourceMonth } from '@tlc-elt/contracts';
import { expect, test } from 'vitest';
import { keptPublication } from './kept-publication.ts';

const MONTH = '2024-09' as SourceMonth;

async function asked(manifest: string): Promise<unknown> {
  const server = createServer((_, response) => response.end(manifest)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const s3 = new S3Client({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  try {
    return await keptPublication(s3, 'raw', datasets.yellow, MONTH, 'abc');
  } finally {
    s3.destroy();
    server.close();
  }
}

test.each([
  ['is cut off', '{"version": 1, "data', /is no raw manifest: .*JSON/],
  ['says nothing', '{}', /is no raw manifest: /],
])('a kept manifest that %s is named, with what heals it', async (_, manifest, message) => {
  await expect(asked(manifest)).rejects.toMatchObject({
    name: 'SourceFileInvalid',
    message: expect.stringMatching(message),
  });
  await expect(asked(manifest)).rejects.toThrow(
    'Next: `ops run 2024-09 --force` brings what the publisher has now',
  );
});
