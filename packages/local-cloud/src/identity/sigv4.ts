import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { ServiceError } from '../service.ts';

// AWS Signature Version 4: "Create a signed AWS API request", AWS IAM user guide.

/** What a signature claims, before it is verified. */
export interface Claim {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly timestamp: string;
  /** Seconds that a presigned URL is valid; undefined for a signature in the header. */
  readonly expires: number | undefined;
  readonly sessionToken: string | undefined;
}

/** AWS refuses requests whose clock differs by more. */
const MAX_SKEW_MS = 15 * 60 * 1000;

const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
const header = (req: IncomingMessage, name: string): string | undefined => {
  const value = req.headers[name];
  return Array.isArray(value) ? value.join(',') : value;
};

/** Path and query of a request as they were sent. */
export function rawTarget(req: IncomingMessage): { path: string; query: URLSearchParams; rawQuery: string } {
  const url = req.url ?? '/';
  const mark = url.indexOf('?');
  const rawQuery = mark < 0 ? '' : url.slice(mark + 1);
  return { path: mark < 0 ? url : url.slice(0, mark), query: new URLSearchParams(rawQuery), rawQuery };
}

function fromCredential(credential: string): Pick<Claim, 'accessKeyId' | 'date' | 'region' | 'service'> {
  const [accessKeyId, date, region, service, terminator] = credential.split('/');
  if (!accessKeyId || !date || !region || !service || terminator !== 'aws4_request') {
    throw new ServiceError(
      'IncompleteSignature',
      `Credential must be KEY/DATE/REGION/SERVICE/aws4_request, not ${credential}`,
      403,
    );
  }
  return { accessKeyId, date, region, service };
}

/** The claim of a request's Authorization header or presigned query; undefined where it is not signed. */
export function claimOf(req: IncomingMessage): Claim | undefined {
  const authorization = header(req, 'authorization');
  if (authorization?.startsWith('AWS4-HMAC-SHA256 ')) return claimOfHeader(req, authorization);
  const { query } = rawTarget(req);
  if (query.get('X-Amz-Algorithm') === 'AWS4-HMAC-SHA256') return claimOfQuery(query);
  return undefined;
}

function claimOfHeader(req: IncomingMessage, authorization: string): Claim {
  const part = (name: string): string => new RegExp(`${name}=([^,\\s]+)`).exec(authorization)?.[1] ?? '';
  return {
    ...fromCredential(part('Credential')),
    signedHeaders: part('SignedHeaders').split(';'),
    signature: part('Signature'),
    timestamp: header(req, 'x-amz-date') ?? '',
    expires: undefined,
    sessionToken: header(req, 'x-amz-security-token'),
  };
}

function claimOfQuery(query: URLSearchParams): Claim {
  return {
    ...fromCredential(query.get('X-Amz-Credential') ?? ''),
    signedHeaders: (query.get('X-Amz-SignedHeaders') ?? '').split(';'),
    signature: query.get('X-Amz-Signature') ?? '',
    timestamp: query.get('X-Amz-Date') ?? '',
    expires: Number(query.get('X-Amz-Expires') ?? 'NaN'),
    sessionToken: query.get('X-Amz-Security-Token') ?? undefined,
  };
}

/** S3 signs the path as it was sent; every other service signs it encoded once more. */
const canonicalPath = (path: string, service: string): string =>
  service === 's3' ? path : path.split('/').map(encode).join('/');

function canonicalQuery(query: URLSearchParams): string {
  const pairs = [...query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [encode(name), encode(value)]);
  return pairs
    .sort(([a = '', x = ''], [b = '', y = '']) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function canonicalRequest(req: IncomingMessage, claim: Claim, payloadHash: string): string {
  const { path, rawQuery } = rawTarget(req);
  // `+` in a query is a plus sign to SigV4 clients, a space to URLSearchParams.
  const query = new URLSearchParams(rawQuery.replaceAll('+', '%2B'));
  const headers = claim.signedHeaders.map(
    (name) => `${name}:${(header(req, name) ?? '').trim().replace(/\s+/g, ' ')}\n`,
  );
  return [
    req.method ?? 'GET',
    canonicalPath(path, claim.service),
    canonicalQuery(query),
    headers.join(''),
    claim.signedHeaders.join(';'),
    payloadHash,
  ].join('\n');
}

const millis = (timestamp: string): number =>
  Date.parse(timestamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));

function checkTime(claim: Claim, now: number): void {
  const signedAt = millis(claim.timestamp);
  const expired =
    claim.expires === undefined
      ? Math.abs(now - signedAt) > MAX_SKEW_MS
      : now > signedAt + claim.expires * 1000;
  if (Number.isNaN(signedAt) || expired) {
    throw new ServiceError(
      'RequestExpired',
      `the request was signed at ${claim.timestamp || '(no x-amz-date)'}, which is too far from now`,
      403,
    );
  }
}

/**
 * Throws SignatureDoesNotMatch unless the request was signed with `secret`.
 * `body` is hashed where the client did not send the hash itself (only S3's clients always do).
 */
export function verifySignature(
  req: IncomingMessage,
  claim: Claim,
  secret: string,
  body: Uint8Array | undefined,
  now: number,
): void {
  checkTime(claim, now);
  const sent = header(req, 'x-amz-content-sha256');
  const payloadHash =
    claim.expires !== undefined ? (sent ?? 'UNSIGNED-PAYLOAD') : (sent ?? sha256(body ?? ''));
  if (body !== undefined && /^[0-9a-f]{64}$/.test(payloadHash) && sha256(body) !== payloadHash) {
    throw new ServiceError(
      'XAmzContentSHA256Mismatch',
      'x-amz-content-sha256 does not match the body that was sent',
    );
  }
  const scope = `${claim.date}/${claim.region}/${claim.service}/aws4_request`;
  const toSign = [
    'AWS4-HMAC-SHA256',
    claim.timestamp,
    scope,
    sha256(canonicalRequest(req, claim, payloadHash)),
  ].join('\n');
  const key = hmac(
    hmac(hmac(hmac(`AWS4${secret}`, claim.date), claim.region), claim.service),
    'aws4_request',
  );
  const expected = hmac(key, toSign);
  const given = Buffer.from(claim.signature, 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new ServiceError(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided.',
      403,
    );
  }
}
