import { createHash, type Hash } from 'node:crypto';
import { ServiceError } from '../../aws/errors.ts';
import type { Signing } from '../../aws/signing/signing.ts';
import { chunkSignature, trailerSignature } from '../../aws/signing/sigv4.ts';
import { incompleteBody, invalidArgument } from './failures.ts';

// aws-chunked: `<hex size>[;chunk-signature=…]\r\n<bytes>\r\n … 0[;…]\r\n[<trailer>:<value>\r\n …]\r\n`

const LONGEST_LINE = 16 * 1024;

/** Reads lines and bytes of a stream of buffers without copying whole bodies. */
class Reader {
  readonly #source: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  async #more(): Promise<boolean> {
    const { done, value } = await this.#source.next();
    if (done) return false;
    this.#rest = this.#rest.length === 0 ? value : Buffer.concat([this.#rest, value]);
    return true;
  }

  /** The next line without its end; undefined at the end of the stream. */
  async line(): Promise<string | undefined> {
    let end = this.#rest.indexOf('\r\n');
    while (end < 0) {
      if (this.#rest.length > LONGEST_LINE)
        throw invalidArgument('a chunk header of the aws-chunked body is too long');
      if (!(await this.#more()))
        return this.#rest.length === 0 ? undefined : this.#take(this.#rest.length).toString('latin1');
      end = this.#rest.indexOf('\r\n');
    }
    const text = this.#rest.subarray(0, end).toString('latin1');
    this.#rest = this.#rest.subarray(end + 2);
    return text;
  }

  #take(length: number): Buffer {
    const taken = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    return taken;
  }

  /** `length` bytes, in pieces as they come. */
  async *bytes(length: number): AsyncGenerator<Buffer> {
    for (let left = length; left > 0; ) {
      if (this.#rest.length === 0 && !(await this.#more())) throw incompleteBody();
      const piece = this.#take(Math.min(left, this.#rest.length));
      left -= piece.length;
      yield piece;
    }
  }
}

const mismatch = (what: string): ServiceError =>
  new ServiceError('SignatureDoesNotMatch', `The signature of ${what} does not match what was sent.`, 403);

/** Verifies each chunk's signature from the one before it; without `signing` it lets everything pass. */
class Chain {
  readonly #signing: Signing | undefined;
  #previous: string;
  #hash: Hash | undefined;

  constructor(signing: Signing | undefined) {
    this.#signing = signing;
    this.#previous = signing?.signature ?? '';
  }

  begin(): void {
    if (this.#signing) this.#hash = createHash('sha256');
  }

  update(piece: Buffer): void {
    this.#hash?.update(piece);
  }

  /** At a chunk's end, with its header line. */
  end(header: string): void {
    if (!this.#signing || !this.#hash) return;
    const signature = chunkSignature(this.#signing, this.#previous, this.#hash.digest('hex'));
    if (/;chunk-signature=([0-9a-f]{64})$/.exec(header)?.[1] !== signature) throw mismatch('a chunk');
    this.#previous = signature;
  }

  trailers(lines: readonly string[], signature: string | undefined): void {
    if (!this.#signing || (lines.length === 0 && signature === undefined)) return;
    const signed = lines.map((line) => `${line}\n`).join('');
    if (trailerSignature(this.#signing, this.#previous, signed) !== signature) throw mismatch('the trailers');
  }
}

function sizeOf(header: string): number {
  if (!/^[0-9a-fA-F]{1,12}(;|$)/.test(header))
    throw invalidArgument(`not a chunk header of aws-chunked: ${header.slice(0, 80)}`);
  return Number.parseInt(header, 16);
}

/**
 * The bytes inside an aws-chunked body; trailers are put into `trailers`, names in lower case. Chunks and trailers
 * are verified where `signing` is given. Throws IncompleteBody where the body ends early.
 */
export async function* decodeChunks(
  source: AsyncIterable<Buffer>,
  trailers: Record<string, string>,
  signing?: Signing,
): AsyncGenerator<Buffer> {
  const reader = new Reader(source);
  const chain = new Chain(signing);
  for (let size = -1; size !== 0; ) {
    const header = await reader.line();
    if (header === undefined) throw incompleteBody();
    size = sizeOf(header);
    chain.begin();
    for await (const piece of reader.bytes(size)) {
      chain.update(piece);
      yield piece;
    }
    chain.end(header);
    if (size > 0 && (await reader.line()) !== '') throw incompleteBody();
  }
  await readTrailers(reader, chain, trailers);
}

async function readTrailers(reader: Reader, chain: Chain, trailers: Record<string, string>): Promise<void> {
  const lines: string[] = [];
  let signature: string | undefined;
  for (let line = await reader.line(); line; line = await reader.line()) {
    const colon = line.indexOf(':');
    const [name, value] = [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
    if (name === 'x-amz-trailer-signature') signature = value;
    else {
      trailers[name] = value;
      lines.push(`${name}:${value}`);
    }
  }
  chain.trailers(lines, signature);
}
