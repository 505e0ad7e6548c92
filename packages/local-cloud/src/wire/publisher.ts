import { createHash } from 'node:crypto';
import { createReadStream, type Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** Path under which a folder stands in for a publisher. No bucket's name can begin with `_`. */
export const PUBLISHER_PATH = '/_publisher';

interface Published {
  readonly path: string;
  readonly size: number;
  readonly etag: string;
  readonly lastModified: Date;
}

/** S3's own answer to a stranger for an object that is not there: 403, not 404. */
export const DENIED =
  '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>';

async function md5(path: string): Promise<string> {
  const hash = createHash('md5');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** `bytes=0-99`, `bytes=100-`, `bytes=-100` → first and last byte; undefined where it fits no byte of the file. */
function rangeOf(header: string, size: number): { start: number; end: number } | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header) ?? [];
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  return start <= end && start < size ? { start, end } : undefined;
}

/** A folder of files that stands in for a publisher behind CloudFront and S3: HEAD, GET, ETag, Range, and the same 403. */
export class Publisher {
  readonly #directory: string;
  readonly #etags = new Map<string, string>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  async #find(url: string): Promise<Published | undefined> {
    for (const path of this.#paths(url)) {
      const file = await stat(path).catch(() => undefined);
      if (file?.isFile()) return this.#published(path, file);
    }
    return undefined;
  }

  /** Where the file of an address may lie: by as much of the address as the folder has of it, at least its last part. */
  #paths(url: string): string[] {
    const parts = decodeURIComponent(url.split('?')[0] ?? '')
      .split('/')
      .filter((part) => part !== '');
    if (parts.includes('..')) return [];
    return parts.map((_, index) => join(this.#directory, ...parts.slice(index)));
  }

  async #published(path: string, file: Stats): Promise<Published> {
    const version = `${path} ${file.size} ${file.mtimeMs}`;
    const etag = this.#etags.get(version) ?? (await md5(path));
    this.#etags.set(version, etag);
    return { path, size: file.size, etag: `"${etag}"`, lastModified: file.mtime };
  }

  async handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    req.resume();
    res.setHeader('server', 'AmazonS3');
    const file = req.method === 'GET' || req.method === 'HEAD' ? await this.#find(req.url ?? '') : undefined;
    if (!file) {
      res.writeHead(403, { 'content-type': 'application/xml' }).end(req.method === 'HEAD' ? '' : DENIED);
      return;
    }
    const headers = {
      etag: file.etag,
      'last-modified': file.lastModified.toUTCString(),
      'accept-ranges': 'bytes',
      'content-type': 'binary/octet-stream',
    };
    const wanted = req.headers['if-match'];
    if (wanted !== undefined && wanted !== '*' && wanted !== file.etag) {
      res.writeHead(412, headers).end();
      return;
    }
    if (req.headers['if-none-match'] === file.etag) {
      res.writeHead(304, headers).end();
      return;
    }
    await this.#send(req, res, file, headers);
  }

  async #send(
    req: IncomingMessage,
    res: ServerResponse,
    file: Published,
    headers: Record<string, string>,
  ): Promise<void> {
    const { range } = req.headers;
    const rangeHolds =
      range !== undefined && (req.headers['if-range'] === undefined || req.headers['if-range'] === file.etag);
    const part = rangeHolds ? rangeOf(range, file.size) : { start: 0, end: file.size - 1 };
    if (!part) {
      res.writeHead(416, { ...headers, 'content-range': `bytes */${file.size}` }).end();
      return;
    }
    const length = { 'content-length': part.end - part.start + 1 };
    const content = rangeHolds ? { 'content-range': `bytes ${part.start}-${part.end}/${file.size}` } : {};
    res.writeHead(rangeHolds ? 206 : 200, { ...headers, ...length, ...content });
    if (req.method === 'HEAD' || file.size === 0) res.end();
    else await pipeline(createReadStream(file.path, part), res).catch(() => undefined); // the client went away
  }
}
