import type { IncomingHttpHeaders } from 'node:http';
import { ServiceError } from '../../aws/errors.ts';
import { invalidArgument, invalidRequest, notImplemented } from './failures.ts';
import type { Version } from './object-store.ts';
import type { S3Request } from './request.ts';

/** Headers of a write that come back with a read. */
const KEPT = new Set([
  'content-type',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'expires',
]);
const STORAGE_CLASSES = [
  'STANDARD',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'REDUCED_REDUNDANCY',
];
const ENCRYPTIONS = ['AES256', 'aws:kms', 'aws:kms:dsse'];
const LONGEST_METADATA = 2048;

/** `x-amz-…` headers that are read somewhere, or that ask for what happens here anyway. */
const KNOWN = new Set(
  [
    ...['date', 'content-sha256', 'security-token', 'decoded-content-length', 'trailer', 'user-agent'],
    ...['checksum-mode', 'checksum-type', 'checksum-algorithm', 'sdk-checksum-algorithm', 'mp-object-size'],
    ...['copy-source', 'copy-source-range', 'copy-source-if-match', 'copy-source-if-none-match'],
    ...['copy-source-if-modified-since', 'copy-source-if-unmodified-since', 'metadata-directive'],
    ...['tagging', 'tagging-directive', 'storage-class', 'acl', 'object-ownership', 'request-payer'],
    ...['server-side-encryption', 'server-side-encryption-aws-kms-key-id'],
    ...['server-side-encryption-bucket-key-enabled', 'expected-bucket-owner', 'source-expected-bucket-owner'],
    ...['object-attributes', 'max-parts', 'part-number-marker'],
  ].map((name) => `x-amz-${name}`),
);
const FAMILIES = /^x-amz-(meta-|checksum-(crc32|crc32c|crc64nvme|sha1|sha256)$)/;

const text = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value.join(',') : value;

/** Throws, naming it, on a header whose effect is not had here: a client that sends one counts on it. */
export function checkHeaders({ req, kernel }: S3Request): void {
  const { headers } = req;
  const unknown = Object.keys(headers).find(
    (name) => name.startsWith('x-amz-') && !KNOWN.has(name) && !FAMILIES.test(name),
  );
  if (unknown !== undefined) throw notImplemented(`the header ${unknown}`);
  for (const name of ['x-amz-expected-bucket-owner', 'x-amz-source-expected-bucket-owner'])
    if (headers[name] !== undefined && headers[name] !== kernel.accountId)
      throw new ServiceError(
        'AccessDenied',
        `Access Denied: ${name} is ${String(headers[name])}, the bucket belongs to ${kernel.accountId}`,
        403,
      );
  checkAcl(text(headers['x-amz-acl']));
}

/** Buckets are made with ACLs disabled, AWS's default since April 2023. */
function checkAcl(acl: string | undefined): void {
  if (acl !== undefined && acl !== 'private' && acl !== 'bucket-owner-full-control')
    throw new ServiceError('AccessControlListNotSupported', `The bucket does not allow ACLs: ${acl}`);
}

/** What of a request's headers is kept with the object and taken along by a copy. */
export function keptHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const kept: Record<string, string> = { 'content-type': 'binary/octet-stream' };
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value !== 'string' || (!KEPT.has(name) && !name.startsWith('x-amz-meta-'))) continue;
    const own = name === 'content-encoding' ? withoutChunked(value) : value;
    if (own !== '' || name.startsWith('x-amz-meta-')) kept[name] = own;
  }
  const metadata = Object.entries(kept).filter(([name]) => name.startsWith('x-amz-meta-'));
  const size = metadata.reduce((sum, [name, value]) => sum + name.length - 11 + Buffer.byteLength(value), 0);
  if (size > LONGEST_METADATA)
    throw new ServiceError(
      'MetadataTooLarge',
      'Your metadata headers exceed the maximum allowed metadata size',
      400,
      { Size: size, MaxSizeAllowed: LONGEST_METADATA },
    );
  return kept;
}

/** `aws-chunked` describes the request, not the object. */
const withoutChunked = (value: string): string =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== 'aws-chunked')
    .join(',');

/** Storage class and encryption that a write asks for, as they are answered again. Bytes lie unencrypted here. */
export function placementOf(headers: IncomingHttpHeaders): { placement?: Record<string, string> } {
  const storageClass = text(headers['x-amz-storage-class']) ?? 'STANDARD';
  if (!STORAGE_CLASSES.includes(storageClass)) throw notImplemented(`the storage class ${storageClass}`);
  const encryption = text(headers['x-amz-server-side-encryption']);
  if (encryption !== undefined && !ENCRYPTIONS.includes(encryption))
    throw invalidArgument(`The encryption method specified is not supported: ${encryption}`);
  const placement = {
    ...(storageClass === 'STANDARD' ? {} : { 'x-amz-storage-class': storageClass }),
    ...Object.fromEntries(
      Object.entries(headers).filter(([name]) => name.startsWith('x-amz-server-side-encryption')),
    ),
  } as Record<string, string>;
  return Object.keys(placement).length === 0 ? {} : { placement };
}

/** Encryption headers of the answer to a write. */
export const encryptionHeaders = ({ placement = {} }: Pick<Version, 'placement'>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(placement).filter(([name]) => name.startsWith('x-amz-server-side-encryption')),
  );

export const checksumHeaders = ({ checksum }: Pick<Version, 'checksum'>): Record<string, string> =>
  checksum
    ? { [`x-amz-checksum-${checksum.algorithm}`]: checksum.value, 'x-amz-checksum-type': checksum.type }
    : {};

const MOST_TAGS = 10;

/** Throws InvalidTag on tags that S3 would refuse. */
export function checkTags(
  pairs: readonly (readonly [string, string])[],
  most = MOST_TAGS,
): Record<string, string> {
  if (pairs.length > most) throw new ServiceError('BadRequest', `Object tags cannot be greater than ${most}`);
  for (const [name, value] of pairs) {
    if (name === '' || name.length > 128)
      throw new ServiceError('InvalidTag', `The TagKey you have provided is invalid: ${name}`);
    if (value.length > 256)
      throw new ServiceError('InvalidTag', `The TagValue you have provided is invalid: ${value}`);
  }
  const tags = Object.fromEntries(pairs);
  if (Object.keys(tags).length !== pairs.length)
    throw new ServiceError('InvalidTag', 'Cannot provide multiple Tags with the same key');
  return tags;
}

/** Tags of an `x-amz-tagging` header, a query string. */
export function tagsOf(header: string | string[] | undefined): { tags?: Record<string, string> } {
  if (typeof header !== 'string' || header === '') return {};
  return { tags: checkTags([...new URLSearchParams(header)]) };
}

/** A directive of a copy: COPY unless REPLACE. */
export function replaces(value: string | string[] | undefined, what: string): boolean {
  if (value !== undefined && value !== 'COPY' && value !== 'REPLACE')
    throw invalidRequest(`Unknown ${what} directive: ${String(value)}`);
  return value === 'REPLACE';
}
