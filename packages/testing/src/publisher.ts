import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Listening, listen } from './server.ts';

/** What goes wrong with the publisher. */
export interface PublisherFault {
  /** Every method where absent. */
  readonly method?: 'HEAD' | 'GET';
  /** Requests that it hits before it is spent; all where absent. */
  readonly times?: number;
  /** Only requests for this file; every one where absent. */
  readonly file?: string;
  /** Answers with this status and no body; 403 by S3 itself or by what stands before it, as the header `server` says. */
  readonly status?: number;
  /** Replace those of the file, or are all that an answer with a status has. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Breaks the connection after this share of the file. */
  readonly breakAt?: number;
  /** Ends the body properly before this share of the file, and does not say how long it is. */
  readonly endAt?: number;
  /** Sends so many bytes at most: the file comes in parts. */
  readonly mostBytes?: number;
  /** Flips a bit of the byte at this share of the file. */
  readonly flipAt?: number;
  /** Sends this page instead of the file, with the headers of the file. */
  readonly html?: string;
  /** Waits so long before each answer. */
  readonly delayMs?: number;
  /** Called once before the answer: what somebody does to the publisher in between. */
  readonly before?: () => Promise<void>;
  /** Answers in any other way, or not at all. */
  readonly answer?: RequestListener;
}

/** One request as it came. */
export interface Asked {
  readonly method: string;
  readonly file: string;
  readonly headers: IncomingHttpHeaders;
}

/** A publisher with faults, as the TLC's server looks from outside. It serves `/trip-data/FILE` from a folder. */
export class Publisher {
  readonly #directory: string;
  #server: Listening | undefined;
  readonly requests: Asked[] = [];
  #faults: { rule: PublisherFault; left: number }[] = [];

  private constructor(directory: string) {
    this.#directory = directory;
  }

  static async listen(directory = '/nonexistent'): Promise<Publisher> {
    const publisher = new Publisher(directory);
    publisher.#server = await listen((request, response) => {
      publisher.#answer(request, response).catch(() => response.destroy());
    });
    return publisher;
  }

  get baseUrl(): string {
    return `${this.#server?.url}/trip-data`;
  }

  /** From now on only these go wrong; what was asked before is forgotten. */
  fail(...rules: PublisherFault[]): void {
    this.#faults = [];
    this.requests.length = 0;
    this.also(...rules);
  }

  /** Adds rules to those that there are. */
  also(...rules: PublisherFault[]): void {
    this.#faults.push(...rules.map((rule) => ({ rule, left: rule.times ?? Number.POSITIVE_INFINITY })));
  }

  /** Ends every fault of a file. */
  heal(file: string): void {
    this.#faults = this.#faults.filter(({ rule }) => rule.file !== file);
  }

  async close(): Promise<void> {
    await this.#server?.close();
  }

  /** The first rule that is not spent, and hits. */
  #fault({ method, file }: Asked): PublisherFault | undefined {
    const fault = this.#faults.find(
      ({ rule, left }) => left > 0 && (rule.method ?? method) === method && (rule.file ?? file) === file,
    );
    if (fault) fault.left -= 1;
    return fault?.rule;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '', headers } = request;
    const asked = { method, file: basename(url), headers };
    this.requests.push(asked);
    const fault = this.#fault(asked) ?? {};
    await fault.before?.();
    if (fault.delayMs) await sleep(fault.delayMs);
    if (fault.answer) fault.answer(request, response);
    else if (fault.status === undefined) await this.#serve(asked, fault, response);
    else response.writeHead(fault.status, fault.headers).end();
  }

  async #serve({ method, file, headers }: Asked, fault: PublisherFault, response: ServerResponse) {
    const path = join(this.#directory, file);
    const there = await stat(path).catch(() => undefined);
    if (!there)
      return response.writeHead(403, { server: 'AmazonS3', 'content-type': 'application/xml' }).end();
    const etag = `"${await etagOf(path)}"`;
    if ((headers['if-match'] ?? etag) !== etag) return response.writeHead(412, { etag }).end();
    const { range } = headers;
    const start = Number(/^bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0);
    const end = method === 'GET' ? Math.min(there.size, start + (fault.mostBytes ?? there.size)) : there.size;
    const isPart = range !== undefined || end < there.size;
    response.writeHead(isPart ? 206 : 200, {
      server: 'AmazonS3',
      etag,
      'last-modified': there.mtime.toUTCString(),
      'accept-ranges': 'bytes',
      ...(fault.endAt === undefined ? { 'content-length': end - start } : {}),
      ...(isPart ? { 'content-range': `bytes ${start}-${end - 1}/${there.size}` } : {}),
      ...fault.headers,
    });
    if (method === 'HEAD') return response.end();
    if (fault.html !== undefined) return response.end(fault.html.padEnd(there.size - start, ' '));
    const at = (share: number): number => Math.floor(there.size * share);
    if (fault.flipAt !== undefined) return response.end(await flipped(path, start, at(fault.flipAt)));
    if (fault.endAt !== undefined)
      return send(path, { start, end: at(fault.endAt), size: at(fault.endAt) }, response);
    return send(path, { start, end: Math.min(end, at(fault.breakAt ?? 1)), size: end }, response);
  }
}

/** Sends the bytes from `start` to before `end`; a connection that ends before the file does is broken. */
function send(
  path: string,
  { start, end, size }: Record<'start' | 'end' | 'size', number>,
  response: ServerResponse,
) {
  const whole = end === size;
  if (end <= start) return whole ? response.end() : response.destroy();
  const stream = createReadStream(path, { start, end: end - 1 });
  stream.on('end', () => whole || response.destroy());
  return stream.pipe(response, { end: whole });
}

/** The bytes of a file from `start` on, of which one has another bit. */
async function flipped(path: string, start: number, at: number): Promise<Buffer> {
  const bytes = await readFile(path);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return bytes.subarray(start);
}

/** The publisher's ETag of a file. */
export const etagOf = async (path: string): Promise<string> =>
  createHash('md5')
    .update(await readFile(path))
    .digest('hex');
