import { type FileHandle, open, rm } from 'node:fs/promises';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { ServiceError } from '../../aws/errors.ts';
import { decodeChunks } from './chunked.ts';
import { incompleteBody, invalidRequest, notImplemented } from './failures.ts';
import type { S3Request } from './request.ts';
import { Sums } from './sums.ts';

/** What is known of a body once it was read. */
export interface Received {
  readonly size: number;
  readonly md5: string;
  /** Algorithm and base64 value, where the client sent one; it was verified. */
  readonly checksum?: { readonly algorithm: string; readonly value: string };
}

/** "Amazon S3 uploads": the most that one request may carry. */
const LARGEST = 5 * 1024 ** 3;
const LONGEST_DOCUMENT = 4 * 1024 * 1024;
/** Pieces are written together: fewer calls, and memory stays flat. */
const BATCH = 1 << 20;
/** Batches between two flushes. */
const SYNC_EVERY = 8;

type Sink = (chunk: Buffer) => Promise<void> | void;

const CONTENT_KINDS = new Set([
  'UNSIGNED-PAYLOAD',
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
]);

/** Bytes of the request's content, out of their chunks where it is aws-chunked. */
function contentOf({ req, call }: S3Request, trailers: Record<string, string>): AsyncIterable<Buffer> {
  // Not `for await (… of req)`: to leave that early would destroy the socket, and with it the answer.
  const source = req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  const kind = String(req.headers['x-amz-content-sha256'] ?? 'UNSIGNED-PAYLOAD');
  if (!CONTENT_KINDS.has(kind) && !/^[0-9a-f]{64}$/.test(kind))
    throw kind.startsWith('STREAMING-')
      ? notImplemented(`x-amz-content-sha256: ${kind}`)
      : invalidRequest(
          `x-amz-content-sha256 must be UNSIGNED-PAYLOAD, a STREAMING- kind or a SHA-256, not ${kind}`,
        );
  const chunked = /(^|,)\s*aws-chunked\s*(,|$)/.test(req.headers['content-encoding'] ?? '');
  if (!chunked && !kind.startsWith('STREAMING-')) return source;
  return decodeChunks(source, trailers, kind.startsWith('STREAMING-AWS4-') ? call.signing : undefined);
}

/** Length of the content that the headers announce; throws where there is none, or it is too large. */
function announcedLength(req: IncomingMessage): number {
  const text = req.headers['x-amz-decoded-content-length'] ?? req.headers['content-length'];
  const length = Number(text);
  if (text === undefined)
    throw new ServiceError('MissingContentLength', 'You must provide the Content-Length HTTP header.', 411);
  if (!Number.isInteger(length) || length < 0) throw invalidRequest(`not a content length: ${text}`);
  if (length > LARGEST)
    throw new ServiceError('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', 400, {
      ProposedSize: length,
      MaxSizeAllowed: LARGEST,
    });
  return length;
}

/** Hands the content to `sink` as it comes, and verifies its length and every checksum. */
async function receive(request: S3Request, sink: Sink, headers = request.req.headers): Promise<Received> {
  const { req } = request;
  const length = announcedLength(req);
  const sums = new Sums(headers);
  const trailers: Record<string, string> = {};
  try {
    for await (const chunk of contentOf(request, trailers)) {
      sums.update(chunk);
      if (sums.size > length) break;
      await sink(chunk);
    }
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ECONNRESET' ? incompleteBody() : error;
  }
  if (sums.size !== length) throw incompleteBody();
  return { size: sums.size, ...sums.verify(trailers) };
}

/** Batches what comes in and writes it while the next batch is being hashed. */
export class FileSink {
  readonly #file: FileHandle;
  #batch: Buffer[] = [];
  #size = 0;
  #writing: Promise<unknown> = Promise.resolve();
  #syncing: Promise<unknown> = Promise.resolve();
  #unsynced = 0;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  async write(chunk: Buffer): Promise<void> {
    this.#batch.push(chunk);
    this.#size += chunk.length;
    if (this.#size >= BATCH) await this.#next();
  }

  async #next(): Promise<void> {
    await this.#writing;
    const batch = this.#batch;
    [this.#batch, this.#size] = [[], 0];
    this.#writing = this.#file.writev(batch);
    this.#writing.catch(() => undefined); // met by whoever awaits it next
    this.#unsynced += 1;
    if (this.#unsynced >= SYNC_EVERY) this.#sync();
  }

  /** Lets the disk begin while the rest still comes in, so that the last flush is a short one. */
  #sync(): void {
    this.#unsynced = 0;
    const written = this.#writing;
    this.#syncing = this.#syncing.then(() => written).then(() => this.#file.datasync());
    this.#syncing.catch(() => undefined); // met at the end
  }

  /** Everything is on the disk. */
  async end(): Promise<void> {
    if (this.#size > 0) await this.#next();
    await this.#writing;
    await this.#syncing;
    await this.#file.datasync();
  }

  /** Nothing is under way any more, whether it went well or not: the file may be closed. */
  async settle(): Promise<void> {
    await Promise.allSettled([this.#writing, this.#syncing]);
  }
}

/** Writes a new file through `fill`, durably; removes it where that throws. */
export async function writeFile<T>(path: string, fill: (sink: FileSink) => Promise<T>): Promise<T> {
  const file = await open(path, 'wx');
  const sink = new FileSink(file);
  try {
    const result = await fill(sink);
    await sink.end();
    return result;
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await sink.settle();
    await file.close();
  }
}

/** Writes the request's content to `path`, durably and verified; leaves no file where something is wrong. */
export const receiveFile = (request: S3Request, path: string): Promise<Received> =>
  writeFile(path, (sink) => receive(request, (chunk) => sink.write(chunk)));

/** A small content, e.g. a list of keys, verified like any other, by what `headers` say of it. */
export async function receiveDocument(
  request: S3Request,
  headers: IncomingHttpHeaders = request.req.headers,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  await receive(
    request,
    (chunk) => {
      size += chunk.length;
      if (size > LONGEST_DOCUMENT)
        throw new ServiceError(
          'MaxMessageLengthExceeded',
          `Your request was longer than ${LONGEST_DOCUMENT} bytes`,
        );
      chunks.push(chunk);
    },
    headers,
  );
  return Buffer.concat(chunks);
}
