import type { IncomingHttpHeaders } from 'node:http';
import { ServiceError } from '../../aws/errors.ts';
import type { HttpRequest } from '../../aws/http-request.ts';
import type { Signing } from '../../aws/signing/signing.ts';
import { decodeChunks } from './chunked.ts';
import { incompleteBody, invalidRequest, notImplemented } from './failures.ts';
import { isChunked } from './headers.ts';
import { type Received, type Said, Sums, saidBy } from './sums.ts';

/** "Amazon S3 uploads": the most that one request may carry. */
const LARGEST = 5 * 1024 ** 3;
const LONGEST_DOCUMENT = 4 * 1024 * 1024;

/** Bytes on their way to S3. To read them to their end is to verify their length and all that was said of them. */
export class Content implements AsyncIterable<Buffer> {
  readonly #source: AsyncIterable<Buffer>;
  readonly #said: Said & { readonly length?: number | undefined };
  readonly #trailers: Readonly<Record<string, string>>;
  #received: Received | undefined;

  /** `trailers` are read once the source has ended. */
  constructor(
    source: AsyncIterable<Buffer>,
    said: Said & { readonly length?: number | undefined },
    trailers: Readonly<Record<string, string>> = {},
  ) {
    this.#source = source;
    this.#said = said;
    this.#trailers = trailers;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    const sums = new Sums(this.#said);
    const { length } = this.#said;
    try {
      for await (const chunk of this.#source) {
        sums.update(chunk);
        if (length !== undefined && sums.size > length) break;
        yield chunk;
      }
    } catch (error) {
      throw (error as NodeJS.ErrnoException).code === 'ECONNRESET' ? incompleteBody() : error;
    }
    if (length !== undefined && sums.size !== length) throw incompleteBody();
    this.#received = sums.verify(this.#trailers);
  }

  /** What is known of the content once it was read to its end. */
  get received(): Received {
    if (this.#received) return this.#received;
    throw new Error('the content was not read to its end');
  }
}

const CONTENT_KINDS = new Set([
  'UNSIGNED-PAYLOAD',
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
]);

/** How the signature covers the content: `x-amz-content-sha256`; throws on what S3 does not know. */
function contentKind(headers: IncomingHttpHeaders): string {
  const kind = String(headers['x-amz-content-sha256'] ?? 'UNSIGNED-PAYLOAD');
  if (CONTENT_KINDS.has(kind) || /^[0-9a-f]{64}$/.test(kind)) return kind;
  throw kind.startsWith('STREAMING-')
    ? notImplemented(`x-amz-content-sha256: ${kind}`)
    : invalidRequest(
        `x-amz-content-sha256 must be UNSIGNED-PAYLOAD, a STREAMING- kind or a SHA-256, not ${kind}`,
      );
}

/** Length of the content that the headers announce; throws where there is none, or it is too large. */
function announcedLength(headers: IncomingHttpHeaders): number {
  const text = headers['x-amz-decoded-content-length'] ?? headers['content-length'];
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

/** The content of a request, out of its chunks where it is aws-chunked. `headers` are those that speak of it. */
export function contentOf(
  request: HttpRequest,
  headers: IncomingHttpHeaders,
  source: AsyncIterable<Buffer>,
  signing: Signing,
): Content {
  const kind = contentKind(headers);
  const said = { ...saidBy(headers), length: announcedLength(headers) };
  if (!isChunked(request.headers) && !kind.startsWith('STREAMING-')) return new Content(source, said);
  const trailers: Record<string, string> = {};
  const signed = kind.startsWith('STREAMING-AWS4-') ? signing : undefined;
  return new Content(decodeChunks(source, trailers, signed), said, trailers);
}

/** A small content, e.g. a list of keys. */
export async function documentOf(content: Content): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of content) {
    size += chunk.length;
    if (size > LONGEST_DOCUMENT)
      throw new ServiceError(
        'MaxMessageLengthExceeded',
        `Your request was longer than ${LONGEST_DOCUMENT} bytes`,
      );
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
