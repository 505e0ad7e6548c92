import { type FileHandle, open, rm } from 'node:fs/promises';
import { checksums, memberOf } from '../../wire/content/checksums.ts';
import { Content } from '../../wire/content/content.ts';
import type { Received } from '../../wire/content/sums.ts';
import { CHECKSUMS } from './description.ts';

/** Pieces are written together: fewer calls, and memory stays flat. */
const BATCH = 1 << 20;
/** Batches between two flushes. */
const SYNC_EVERY = 8;

/** Members of an input that sends bytes. */
export const SENT = ['Body', 'ContentLength', 'ContentMD5', 'ChecksumAlgorithm', ...CHECKSUMS];

/** An input that sends bytes, with what it says of them. */
export interface Sent {
  readonly Body?: unknown;
  readonly ContentLength?: number;
  readonly ContentMD5?: string;
  readonly ChecksumAlgorithm?: string;
}

async function* bytesOf(body: unknown): AsyncGenerator<Buffer> {
  if (body instanceof Uint8Array) yield Buffer.from(body);
  else if (body !== undefined)
    for await (const piece of body as AsyncIterable<Uint8Array>) yield Buffer.from(piece);
}

/** The bytes that an input sends: a request's own content, or what was handed over in this process. */
export function contentOf(input: Sent): Content {
  const { Body, ContentLength: length, ContentMD5: contentMd5, ChecksumAlgorithm } = input;
  if (Body instanceof Content) return Body;
  const values = input as Readonly<Record<string, unknown>>;
  const named = Object.keys(checksums).find((algorithm) => values[memberOf(algorithm)] !== undefined);
  const algorithm = named ?? ChecksumAlgorithm?.toLowerCase();
  const checksum = named === undefined ? undefined : String(values[memberOf(named)]);
  return new Content(bytesOf(Body), { length, contentMd5, algorithm, checksum });
}

/** Writes all of the pieces: `writev` may write less than it was given. */
async function writeWhole(file: FileHandle, pieces: readonly Buffer[]): Promise<void> {
  const size = pieces.reduce((sum, { length }) => sum + length, 0);
  const { bytesWritten } = await file.writev(pieces);
  if (bytesWritten < size) await file.writeFile(Buffer.concat(pieces).subarray(bytesWritten));
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
    this.#writing = writeWhole(this.#file, batch);
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

/** Writes content to `path`, durably and verified; leaves no file where something is wrong. */
export const receiveFile = (content: Content, path: string): Promise<Received> =>
  writeFile(path, async (sink) => {
    for await (const chunk of content) await sink.write(chunk);
    return content.received;
  });
