import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';

/** What goes wrong with the publisher; each rule is spent after `times` requests that it hit. */
export interface PublisherFault {
  readonly method: 'HEAD' | 'GET';
  readonly times: number;
  /** Only requests for this file; every one where absent. */
  readonly file?: string;
  /** Answers with this status; 403 by S3 itself or by what stands before it. */
  readonly status?: number;
  readonly server?: string;
  /** Breaks the connection after this share of the file. */
  readonly breakAt?: number;
  /** Sends this page instead of the file, with the headers of the file. */
  readonly html?: string;
  /** Waits so long before each answer. */
  readonly delayMs?: number;
  /** Called once before the answer: what somebody does to the publisher in between. */
  readonly before?: () => Promise<void>;
}

/** A publisher with faults, as the TLC's server looks from outside. It serves `/trip-data/FILE` from a folder. */
export class Publisher {
  readonly #directory: string;
  readonly #server: Server;
  readonly requests: {
    method: string;
    file: string;
    range: string | undefined;
    ifMatch: string | undefined;
  }[] = [];
  faults: { rule: PublisherFault; left: number }[] = [];

  private constructor(directory: string) {
    this.#directory = directory;
    this.#server = createServer((req, res) => {
      this.#answer(req, res).catch(() => res.destroy());
    });
  }

  static async listen(directory: string): Promise<Publisher> {
    const publisher = new Publisher(directory);
    await new Promise<void>((resolve) => publisher.#server.listen(0, '127.0.0.1', resolve));
    return publisher;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/trip-data`;
  }

  fail(...rules: PublisherFault[]): void {
    this.faults = rules.map((rule) => ({ rule, left: rule.times }));
    this.requests.length = 0;
  }

  /** Adds rules to those that there are. */
  also(...rules: PublisherFault[]): void {
    this.faults.push(...rules.map((rule) => ({ rule, left: rule.times })));
  }

  /** Ends every fault of a file. */
  heal(file: string): void {
    this.faults = this.faults.filter(({ rule }) => rule.file !== file);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #fault(method: string, file: string): PublisherFault | undefined {
    const found = this.faults.find(
      ({ rule, left }) => rule.method === method && left > 0 && (rule.file ?? file) === file,
    );
    if (found) found.left -= 1;
    return found?.rule;
  }

  async #answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const method = req.method ?? 'GET';
    const file = basename(req.url ?? '');
    const { range } = req.headers;
    const ifMatch = req.headers['if-match'];
    this.requests.push({ method, file, range, ifMatch });
    const fault = this.#fault(method, file);
    await fault?.before?.();
    if (fault?.delayMs) await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
    if (fault?.status !== undefined) {
      res.writeHead(fault.status, { server: fault.server ?? 'CloudFront' }).end();
      return;
    }
    const path = join(this.#directory, file);
    const found = await stat(path).catch(() => undefined);
    if (!found) {
      res.writeHead(403, { server: 'AmazonS3', 'content-type': 'application/xml' }).end();
      return;
    }
    const etag = `"${createHash('md5')
      .update(await readFile(path))
      .digest('hex')}"`;
    if (ifMatch !== undefined && ifMatch !== etag) {
      res.writeHead(412, { etag }).end();
      return;
    }
    const start = Number(/^bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0);
    const headers = {
      server: 'AmazonS3',
      etag,
      'last-modified': found.mtime.toUTCString(),
      'accept-ranges': 'bytes',
      'content-length': found.size - start,
      ...(range === undefined ? {} : { 'content-range': `bytes ${start}-${found.size - 1}/${found.size}` }),
    };
    res.writeHead(range === undefined ? 200 : 206, headers);
    if (method === 'HEAD') {
      res.end();
      return;
    }
    if (fault?.html !== undefined) {
      res.end(fault.html.padEnd(found.size - start, ' '));
      return;
    }
    const end = fault?.breakAt === undefined ? found.size : Math.floor(found.size * fault.breakAt);
    if (end <= start) {
      if (end === found.size) res.end();
      else res.destroy();
      return;
    }
    const stream = createReadStream(path, { start, end: end - 1 });
    stream.on('end', () => end < found.size && res.destroy());
    stream.pipe(res, { end: end === found.size });
  }
}
