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

/** The bytes inside an aws-chunked body; trailers are put into `trailers`, names in lower case. */
export async function* decodeChunks(
  source: AsyncIterable<Buffer>,
  trailers: Record<string, string>,
): AsyncGenerator<Buffer> {
  const reader = new Reader(source);
  while (true) {
    const header = await reader.line();
    if (header === undefined) throw incompleteBody();
    const size = Number.parseInt(header, 16);
    if (!/^[0-9a-fA-F]+(;|$)/.test(header) || Number.isNaN(size))
      throw invalidArgument(`not a chunk header of aws-chunked: ${header.slice(0, 80)}`);
    if (size === 0) break;
    yield* reader.bytes(size);
    if ((await reader.line()) !== '') throw incompleteBody();
  }
  for (let line = await reader.line(); line; line = await reader.line()) {
    const colon = line.indexOf(':');
    trailers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
}
