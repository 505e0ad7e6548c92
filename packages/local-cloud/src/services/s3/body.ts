import { createHash, type Hash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { type Checksum, checksums } from './checksums.ts';
import { decodeChunks } from './chunked.ts';
import { badDigest, incompleteBody, invalidArgument } from './failures.ts';

/** What is known of a body once it lies on disk. */
export interface Received {
  readonly size: number;
  readonly md5: string;
  /** Algorithm and base64 value, where the client sent one; it was verified. */
  readonly checksum?: { readonly algorithm: string; readonly value: string };
}

const text = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;

/** The algorithm that the request's headers or trailers speak of. */
function announced(req: IncomingMessage): string | undefined {
  const trailer = text(req.headers['x-amz-trailer'])?.toLowerCase();
  const names = [...Object.keys(req.headers), ...(trailer ? [trailer] : [])];
  const name = names.find((candidate) =>
    /^x-amz-checksum-(crc32|crc32c|crc64nvme|sha1|sha256)$/.test(candidate),
  );
  return name?.slice('x-amz-checksum-'.length);
}

interface Sums {
  readonly md5: Hash;
  readonly sha256: Hash | undefined;
  readonly checksum: Checksum | undefined;
}

const signedHash = (req: IncomingMessage): string | undefined => {
  const value = text(req.headers['x-amz-content-sha256']);
  return value !== undefined && /^[0-9a-f]{64}$/.test(value) ? value : undefined;
};

function startSums(req: IncomingMessage, algorithm: string | undefined): Sums {
  return {
    md5: createHash('md5'),
    sha256: signedHash(req) === undefined ? undefined : createHash('sha256'),
    checksum: algorithm === undefined ? undefined : checksums[algorithm]?.(),
  };
}

/** Writes the request's body to `path`, durably, and verifies its length and every checksum; removes the file where one is wrong. */
export async function receive(req: IncomingMessage, path: string): Promise<Received> {
  const algorithm = announced(req);
  const sums = startSums(req, algorithm);
  const trailers: Record<string, string> = {};
  const chunked =
    /(^|,)\s*aws-chunked/.test(req.headers['content-encoding'] ?? '') ||
    text(req.headers['x-amz-content-sha256'])?.startsWith('STREAMING-');
  try {
    const size = await writeAll(chunked ? decodeChunks(req, trailers) : req, path, sums);
    checkLength(req, size, chunked === true);
    return { size, ...verify(req, sums, algorithm, trailers) };
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

async function writeAll(
  source: AsyncIterable<Buffer>,
  path: string,
  { md5, sha256, checksum }: Sums,
): Promise<number> {
  const file = createWriteStream(path, { flush: true });
  await once(file, 'open');
  let size = 0;
  try {
    for await (const chunk of source) {
      md5.update(chunk);
      sha256?.update(chunk);
      checksum?.update(chunk);
      size += chunk.length;
      if (!file.write(chunk)) await once(file, 'drain');
    }
    file.end();
    await once(file, 'close');
  } catch (error) {
    file.destroy();
    throw (error as NodeJS.ErrnoException).code === 'ECONNRESET' ? incompleteBody() : error;
  }
  return size;
}

function checkLength(req: IncomingMessage, size: number, chunked: boolean): void {
  const header = chunked ? req.headers['x-amz-decoded-content-length'] : req.headers['content-length'];
  const announcedSize = text(header);
  if (announcedSize !== undefined && Number(announcedSize) !== size) throw incompleteBody();
}

function verify(
  req: IncomingMessage,
  sums: Sums,
  algorithm: string | undefined,
  trailers: Record<string, string>,
): Omit<Received, 'size'> {
  const digest = sums.md5.digest();
  const contentMd5 = text(req.headers['content-md5']);
  if (contentMd5 !== undefined && contentMd5 !== digest.toString('base64')) throw badDigest('Content-MD5');
  if (sums.sha256 && sums.sha256.digest('hex') !== signedHash(req)) throw badDigest('x-amz-content-sha256');
  const md5 = digest.toString('hex');
  if (algorithm === undefined || !sums.checksum) return { md5 };
  const name = `x-amz-checksum-${algorithm}`;
  const wanted = text(req.headers[name]) ?? trailers[name];
  const value = sums.checksum.digest();
  if (wanted === undefined) throw invalidArgument(`the trailer ${name} was announced and did not come`);
  if (wanted !== value) throw badDigest(name);
  return { md5, checksum: { algorithm, value } };
}

/** Makes a rename durable: the folder's own entry is flushed. */
export async function syncFolder(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
