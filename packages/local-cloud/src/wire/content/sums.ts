import { createHash, type Hash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { ServiceError } from '../../aws/errors.ts';
import { type Checksum, checksums } from './checksums.ts';
import { badDigest, invalidRequest, notImplemented } from './failures.ts';

const HEADER = /^x-amz-checksum-(?!mode$|type$|algorithm$)(.+)$/;

/** What a client said of a body. */
export interface Said {
  /** Base64. */
  readonly contentMd5?: string | undefined;
  /** Hex; it stands in the signature. */
  readonly sha256?: string | undefined;
  /** Algorithm of its checksum; without a value the checksum is computed only, or comes in a trailer. */
  readonly algorithm?: string | undefined;
  readonly checksum?: string | undefined;
  readonly inTrailer?: boolean;
}

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

/** What headers say of a body. */
export function saidBy(headers: IncomingHttpHeaders): Said {
  const algorithm = announcedAlgorithm(headers);
  const checksum = headers[`x-amz-checksum-${algorithm}`] as string | undefined;
  const sha256 = String(headers['x-amz-content-sha256'] ?? '');
  return {
    contentMd5: headers['content-md5'] as string | undefined,
    sha256: /^[0-9a-f]{64}$/.test(sha256) ? sha256 : undefined,
    algorithm,
    checksum,
    inTrailer: algorithm !== undefined && checksum === undefined,
  };
}

/** What is known of a body once it was read. */
export interface Received {
  readonly size: number;
  /** Hex. */
  readonly md5: string;
  readonly checksum?: { readonly algorithm: string; readonly value: string };
}

/** All that is computed over a body while it streams by, and compared with what the client said. */
export class Sums {
  readonly #said: Said;
  readonly #md5: Hash = createHash('md5');
  readonly #sha256: Hash | undefined;
  readonly #checksum: Checksum | undefined;
  size = 0;

  constructor(said: Said) {
    this.#said = said;
    this.#checksum = said.algorithm === undefined ? undefined : checksums[said.algorithm]?.();
    this.#sha256 = said.sha256 === undefined ? undefined : createHash('sha256');
  }

  update(chunk: Buffer): void {
    this.#md5.update(chunk);
    this.#sha256?.update(chunk);
    this.#checksum?.update(chunk);
    this.size += chunk.length;
  }

  /** Throws BadDigest or XAmzContentSHA256Mismatch where the client said another. */
  verify(trailers: Readonly<Record<string, string>>): Received {
    const { contentMd5, sha256, algorithm } = this.#said;
    const digest = this.#md5.digest();
    if (contentMd5 !== undefined && Buffer.from(contentMd5, 'base64').length !== 16)
      throw new ServiceError('InvalidDigest', 'The Content-MD5 you specified was invalid.');
    if (contentMd5 !== undefined && contentMd5 !== digest.toString('base64')) throw badDigest('Content-MD5');
    if (this.#sha256 && this.#sha256.digest('hex') !== sha256)
      throw new ServiceError(
        'XAmzContentSHA256Mismatch',
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
      );
    const received = { size: this.size, md5: digest.toString('hex') };
    if (algorithm === undefined || !this.#checksum) return received;
    return {
      ...received,
      checksum: { algorithm, value: this.#verified(this.#checksum, algorithm, trailers) },
    };
  }

  #verified(sum: Checksum, algorithm: string, trailers: Readonly<Record<string, string>>): string {
    const { checksum, inTrailer } = this.#said;
    const name = `x-amz-checksum-${algorithm}`;
    const wanted = checksum ?? trailers[name];
    const value = sum.digest();
    if (wanted === undefined && inTrailer)
      throw new ServiceError('MalformedTrailerError', `the trailer ${name} was announced and did not come`);
    if (wanted !== undefined && wanted !== value) throw badDigest(algorithm.toUpperCase());
    return value;
  }
}
