import { createHash, type Hash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { ServiceError } from '../../aws/errors.ts';
import { type Checksum, checksums } from './checksums.ts';
import { badDigest, invalidRequest, notImplemented } from './failures.ts';

const HEADER = /^x-amz-checksum-(?!mode$|type$|algorithm$)(.+)$/;

/** The one algorithm whose checksum a write's headers or announced trailers carry. */
export function announcedAlgorithm(headers: IncomingHttpHeaders): string | undefined {
  const trailers = String(headers['x-amz-trailer'] ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase());
  const names = [...Object.keys(headers), ...trailers].filter((name) => HEADER.test(name));
  if (names.length > 1)
    throw invalidRequest(
      `Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed: ${names}`,
    );
  const algorithm = names[0]?.replace(HEADER, '$1');
  if (algorithm !== undefined && !Object.hasOwn(checksums, algorithm))
    throw notImplemented(`the checksum ${names[0]}`);
  const announced = String(headers['x-amz-sdk-checksum-algorithm'] ?? '').toLowerCase();
  if (announced !== '' && algorithm === undefined)
    throw invalidRequest(
      'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
    );
  return algorithm;
}

/** All that is computed over a body while it streams by, and compared with what the client said. */
export class Sums {
  readonly algorithm: string | undefined;
  readonly #headers: IncomingHttpHeaders;
  readonly #md5: Hash = createHash('md5');
  readonly #sha256: Hash | undefined;
  readonly #checksum: Checksum | undefined;
  size = 0;

  constructor(headers: IncomingHttpHeaders) {
    this.#headers = headers;
    this.algorithm = announcedAlgorithm(headers);
    this.#checksum = this.algorithm === undefined ? undefined : checksums[this.algorithm]?.();
    this.#sha256 = this.#signedHash === undefined ? undefined : createHash('sha256');
  }

  get #signedHash(): string | undefined {
    const value = String(this.#headers['x-amz-content-sha256'] ?? '');
    return /^[0-9a-f]{64}$/.test(value) ? value : undefined;
  }

  update(chunk: Buffer): void {
    this.#md5.update(chunk);
    this.#sha256?.update(chunk);
    this.#checksum?.update(chunk);
    this.size += chunk.length;
  }

  /** MD5 in hex and the checksum; throws BadDigest or XAmzContentSHA256Mismatch where the client said another. */
  verify(trailers: Readonly<Record<string, string>>): {
    md5: string;
    checksum?: { algorithm: string; value: string };
  } {
    const digest = this.#md5.digest();
    const contentMd5 = this.#headers['content-md5'] as string | undefined;
    if (contentMd5 !== undefined && Buffer.from(contentMd5, 'base64').length !== 16)
      throw new ServiceError('InvalidDigest', 'The Content-MD5 you specified was invalid.');
    if (contentMd5 !== undefined && contentMd5 !== digest.toString('base64')) throw badDigest('Content-MD5');
    if (this.#sha256 && this.#sha256.digest('hex') !== this.#signedHash)
      throw new ServiceError(
        'XAmzContentSHA256Mismatch',
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
      );
    const md5 = digest.toString('hex');
    if (this.algorithm === undefined || !this.#checksum) return { md5 };
    const name = `x-amz-checksum-${this.algorithm}`;
    const wanted = (this.#headers[name] as string | undefined) ?? trailers[name];
    const value = this.#checksum.digest();
    if (wanted === undefined)
      throw new ServiceError('MalformedTrailerError', `the trailer ${name} was announced and did not come`);
    if (wanted !== value) throw badDigest(this.algorithm.toUpperCase());
    return { md5, checksum: { algorithm: this.algorithm, value } };
  }
}
