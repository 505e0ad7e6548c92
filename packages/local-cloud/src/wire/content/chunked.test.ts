import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Signing } from '../../aws/signing/signing.ts';
import { decodeChunks } from './chunked.ts';

// "Signature calculations for the Authorization header: transferring payload in multiple chunks", Amazon S3 API reference.
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();
const key = ['20130524', 'us-east-1', 's3', 'aws4_request'].reduce<Buffer | string>(
  hmac,
  'AWS4wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
) as Buffer;
const signing: Signing = {
  key,
  scope: '20130524/us-east-1/s3/aws4_request',
  timestamp: '20130524T000000Z',
  signature: '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
};
const SIGNATURES = [
  'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648',
  '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497',
  'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9',
];
const body = (letter = 'a'): string =>
  `10000;chunk-signature=${SIGNATURES[0]}\r\n${letter.repeat(65_536)}\r\n400;chunk-signature=${SIGNATURES[1]}\r\n${'a'.repeat(1024)}\r\n0;chunk-signature=${SIGNATURES[2]}\r\n\r\n`;

async function decode(text: string, pieces: number, by?: Signing): Promise<[string, Record<string, string>]> {
  const bytes = Buffer.from(text);
  async function* source(): AsyncGenerator<Buffer> {
    for (let start = 0; start < bytes.length; start += pieces) yield bytes.subarray(start, start + pieces);
  }
  const trailers: Record<string, string> = {};
  const chunks: Buffer[] = [];
  for await (const chunk of decodeChunks(source(), trailers, by)) chunks.push(chunk);
  return [Buffer.concat(chunks).toString(), trailers];
}

it.each([7, 1000, 1_000_000])(
  'AWS’s own example is decoded and verified, in pieces of %i bytes',
  async (pieces) => {
    expect(await decode(body(), pieces, signing)).toEqual(['a'.repeat(66_560), {}]);
  },
);

it('a changed chunk is refused', async () => {
  await expect(decode(body('b'), 1000, signing)).rejects.toThrow('The signature of a chunk does not match');
});

it('trailers are handed over', async () => {
  const text = '3\r\nabc\r\n0\r\nx-amz-checksum-crc32:NSRBwg==\r\n\r\n';
  expect(await decode(text, 1)).toEqual(['abc', { 'x-amz-checksum-crc32': 'NSRBwg==' }]);
});

it.each(['3\r\nab', '', '3\r\nabcd\r\n0\r\n\r\n'])('%j ends too early or too late', async (text) => {
  await expect(decode(text, 10)).rejects.toMatchObject({ code: 'IncompleteBody' });
});

it('what is no chunk is refused', async () => {
  await expect(decode('hello\r\n', 10)).rejects.toMatchObject({ code: 'InvalidArgument' });
});
