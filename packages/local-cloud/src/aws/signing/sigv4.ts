import { createHmac, hash, timingSafeEqual } from 'node:crypto';
import { ServiceError } from '../errors.ts';
import { type HttpRequest, header } from '../http-request.ts';
import type { Claim } from './claim.ts';
import { type Family, refusal } from './refusals.ts';
import type { Signing } from './signing.ts';

// AWS Signature Version 4: "Create a signed AWS API request", AWS IAM user guide.

/** AWS refuses requests whose clock differs by more. */
const MAX_SKEW_MS = 15 * 60 * 1000;

const sha256 = (data: string | Uint8Array): string => hash('sha256', data);
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new ServiceError('InvalidURI', `Could not parse the specified URI: ${path}`);
  }
}

/** S3 signs the path encoded once, whatever the client left unencoded; every other service signs it encoded once more. */
const canonicalPath = (path: string, service: string): string =>
  path
    .split('/')
    .map((part) => encode(service === 's3' ? decoded(part) : part))
    .join('/');

function canonicalQuery(query: URLSearchParams): string {
  const pairs = [...query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [encode(name), encode(value)]);
  return pairs
    .sort(([a = '', x = ''], [b = '', y = '']) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function canonicalRequest(request: HttpRequest, claim: Claim, payloadHash: string): string {
  const { method, path, rawQuery } = request;
  // `+` in a query is a plus sign to SigV4 clients, a space to URLSearchParams.
  const query = new URLSearchParams(rawQuery.replaceAll('+', '%2B'));
  const headers = claim.signedHeaders.map(
    (name) => `${name}:${(header(request, name) ?? '').trim().replace(/\s+/g, ' ')}\n`,
  );
  return [
    method,
    canonicalPath(path, claim.service),
    canonicalQuery(query),
    headers.join(''),
    claim.signedHeaders.join(';'),
    payloadHash,
  ].join('\n');
}

const millis = (timestamp: string): number =>
  Date.parse(timestamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));

function checkTime(claim: Claim, now: number, family: Family): void {
  const signedAt = millis(claim.timestamp);
  const said = `signed at ${claim.timestamp || '(no x-amz-date)'}, the local cloud's clock is ${new Date(now).toISOString()}`;
  if (Number.isNaN(signedAt) || !claim.timestamp.startsWith(claim.date))
    throw refusal(family, 'malformed', `the request carries no time that fits its credential: ${said}`);
  if (claim.expires !== undefined && now > signedAt + claim.expires * 1000)
    throw refusal(family, 'expired url', `Request has expired: ${said}, valid for ${claim.expires} s`);
  // A presigned URL is old by design; only one from the future is refused.
  const skew = claim.expires === undefined ? Math.abs(now - signedAt) : signedAt - now;
  if (skew > MAX_SKEW_MS)
    throw refusal(
      family,
      'skewed',
      family === 's3'
        ? `The difference between the request time and the current time is too large: ${said}`
        : `Signature expired: ${said}`,
    );
}

/** What clients add below their signer, and AWS lets pass. */
const MAY_BE_UNSIGNED = /^x-amz-(content-sha256|user-agent|trailer|decoded-content-length)$/;

/** AWS wants the host and every header that changes the request under the signature. */
function checkSignedHeaders(request: HttpRequest, claim: Claim, family: Family): void {
  const unsigned = Object.keys(request.headers).find(
    (name) =>
      (name === 'host' || (name.startsWith('x-amz-') && !MAY_BE_UNSIGNED.test(name))) &&
      !claim.signedHeaders.includes(name),
  );
  if (unsigned === undefined) return;
  if (family !== 's3')
    throw refusal(family, 'mismatch', `'${unsigned}' must be a 'SignedHeader' in the AWS Authorization.`);
  throw new ServiceError(
    'AccessDenied',
    `There were headers present in the request which were not signed: ${unsigned}`,
    403,
  );
}

/** The hash that stands in the signature: of S3's requests the client's own word, of all others that of the body. */
function payloadHashOf(
  request: HttpRequest,
  claim: Claim,
  body: Uint8Array | undefined,
  family: Family,
): string {
  if (family !== 's3') return sha256(body ?? '');
  const sent = header(request, 'x-amz-content-sha256');
  if (claim.expires !== undefined) {
    const signed = claim.signedHeaders.includes('x-amz-content-sha256') ? sent : undefined;
    return request.query.get('X-Amz-Content-Sha256') ?? signed ?? 'UNSIGNED-PAYLOAD';
  }
  if (sent !== undefined) return sent;
  throw new ServiceError('InvalidRequest', 'Missing required header for this request: x-amz-content-sha256');
}

/** Signing keys that were asked for: clients ask with the same one again and again, as long as its day lasts. */
const signingKeys = new Map<string, Buffer>();
/** More are forgotten together. */
const MOST_KEYS = 1000;

function signingKey(secret: string, { date, region, service }: Claim): Buffer {
  const name = JSON.stringify([secret, date, region, service]);
  const known = signingKeys.get(name);
  if (known) return known;
  const key = hmac(hmac(hmac(hmac(`AWS4${secret}`, date), region), service), 'aws4_request');
  if (signingKeys.size >= MOST_KEYS) signingKeys.clear();
  signingKeys.set(name, key);
  return key;
}

/**
 * Throws the service's own error unless the request was signed with `secret` at a time near `now` (epoch ms).
 * S3's bodies are verified where they are read, against the hash that the client sent; every other body is hashed here.
 */
export function verifySignature(
  request: HttpRequest,
  claim: Claim,
  secret: string,
  body: Uint8Array | undefined,
  now: number,
  family: Family,
): Signing {
  checkTime(claim, now, family);
  const payloadHash = payloadHashOf(request, claim, body, family);
  const scope = `${claim.date}/${claim.region}/${claim.service}/aws4_request`;
  const toSign = [
    'AWS4-HMAC-SHA256',
    claim.timestamp,
    scope,
    sha256(canonicalRequest(request, claim, payloadHash)),
  ].join('\n');
  const key = signingKey(secret, claim);
  if (!isSignature(claim.signature, hmac(key, toSign)))
    throw refusal(
      family,
      'mismatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    );
  checkSignedHeaders(request, claim, family);
  return { key, scope, timestamp: claim.timestamp, signature: claim.signature };
}

/** 64 hex digits and nothing after them: what is no hex would end the digits in silence. */
const isSignature = (hex: string, expected: Buffer): boolean =>
  /^[0-9a-f]{64}$/.test(hex) && timingSafeEqual(Buffer.from(hex, 'hex'), expected);

const EMPTY = sha256('');

/** Signature of a chunk, from the one before it: "Signature calculations … transferring payload in multiple chunks". */
export const chunkSignature = (
  { key, scope, timestamp }: Signing,
  previous: string,
  chunkHash: string,
): string =>
  hmac(key, ['AWS4-HMAC-SHA256-PAYLOAD', timestamp, scope, previous, EMPTY, chunkHash].join('\n')).toString(
    'hex',
  );

/** Signature of the trailers, from that of the last chunk. */
export const trailerSignature = (
  { key, scope, timestamp }: Signing,
  previous: string,
  trailers: string,
): string =>
  hmac(key, ['AWS4-HMAC-SHA256-TRAILER', timestamp, scope, previous, sha256(trailers)].join('\n')).toString(
    'hex',
  );
