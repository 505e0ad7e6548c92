import type { Shape } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import { checksums, memberOf } from '../../wire/content/checksums.ts';
import { invalidArgument, notImplemented } from '../../wire/content/failures.ts';
import type { Version } from './object-store.ts';

/** Members of a write that come back with a read, by the header under which they are kept. */
const KEPT = {
  ContentType: 'content-type',
  CacheControl: 'cache-control',
  ContentDisposition: 'content-disposition',
  ContentEncoding: 'content-encoding',
  ContentLanguage: 'content-language',
  Expires: 'expires',
} as const;
const METADATA = 'x-amz-meta-';
/** Storage class and encryption, by the header under which they are kept. */
const PLACEMENT = {
  StorageClass: 'x-amz-storage-class',
  ServerSideEncryption: 'x-amz-server-side-encryption',
  SSEKMSKeyId: 'x-amz-server-side-encryption-aws-kms-key-id',
  BucketKeyEnabled: 'x-amz-server-side-encryption-bucket-key-enabled',
} as const;

const STORAGE_CLASSES = [
  'STANDARD',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'REDUCED_REDUNDANCY',
];
const ENCRYPTIONS = ['AES256', 'aws:kms', 'aws:kms:dsse'];
const LONGEST_METADATA = 2048;

/** Members by which an object is described when it is made. */
export const DESCRIPTION = [...Object.keys(KEPT), ...Object.keys(PLACEMENT), 'Metadata', 'Tagging', 'ACL'];
/** Members that carry the checksum of what is sent or answered. */
export const CHECKSUMS = Object.keys(checksums).map(memberOf);

/** A description as an input has it. */
export type Described = Readonly<Partial<Record<keyof typeof KEPT | keyof typeof PLACEMENT, unknown>>> & {
  readonly Metadata?: Readonly<Record<string, string>>;
};

/** What of an input is kept with the object and taken along by a copy. */
export function keptHeaders(input: Described): Record<string, string> {
  const kept: Record<string, string> = { 'content-type': 'binary/octet-stream' };
  for (const [member, header] of Object.entries(KEPT)) {
    const value = input[member as keyof typeof KEPT];
    if (value !== undefined && value !== '')
      kept[header] = value instanceof Date ? value.toUTCString() : String(value);
  }
  const metadata = Object.entries(input.Metadata ?? {});
  for (const [name, value] of metadata) kept[`${METADATA}${name.toLowerCase()}`] = value;
  const size = metadata.reduce((sum, [name, value]) => sum + name.length + Buffer.byteLength(value), 0);
  if (size > LONGEST_METADATA)
    throw new ServiceError(
      'MetadataTooLarge',
      'Your metadata headers exceed the maximum allowed metadata size',
      400,
      { Size: size, MaxSizeAllowed: LONGEST_METADATA },
    );
  return kept;
}

/** Storage class and encryption that a write asks for, as they are answered again. Bytes lie unencrypted here. */
export function placementOf(input: Described): { placement?: Record<string, string> } {
  const { StorageClass = 'STANDARD', ServerSideEncryption: encryption } = input;
  if (!STORAGE_CLASSES.includes(String(StorageClass)))
    throw notImplemented(`the storage class ${StorageClass}`);
  if (encryption !== undefined && !ENCRYPTIONS.includes(String(encryption)))
    throw invalidArgument(`The encryption method specified is not supported: ${encryption}`);
  const placement: Record<string, string> = {};
  for (const [member, header] of Object.entries(PLACEMENT)) {
    const value = input[member as keyof typeof PLACEMENT];
    if (value !== undefined && value !== 'STANDARD') placement[header] = String(value);
  }
  return Object.keys(placement).length === 0 ? {} : { placement };
}

/** Members of a table whose headers are kept. */
const membersOf = (table: Readonly<Record<string, string>>, kept: Readonly<Record<string, string>>): Shape =>
  Object.fromEntries(
    Object.entries(table).flatMap(([member, header]) =>
      kept[header] === undefined ? [] : [[member, kept[header]]],
    ),
  );

/** Content type and its like, and metadata, as they are answered. */
export function keptMembers({ headers }: Pick<Version, 'headers'>): Shape {
  const metadata = Object.entries(headers).filter(([name]) => name.startsWith(METADATA));
  const Metadata = Object.fromEntries(metadata.map(([name, value]) => [name.slice(METADATA.length), value]));
  return { ...membersOf(KEPT, headers), Metadata };
}

/** Storage class and encryption as they are answered to a read. */
export function placementMembers({ placement = {} }: Pick<Version, 'placement'>): Shape {
  const { BucketKeyEnabled, ...members } = membersOf(PLACEMENT, placement);
  return { ...members, BucketKeyEnabled: BucketKeyEnabled && BucketKeyEnabled === 'true' };
}

/** What is answered to a write of its encryption. */
export const encryptionMembers = (version: Pick<Version, 'placement'>): Shape => ({
  ...placementMembers(version),
  StorageClass: undefined,
});

export const storageClassOf = ({ placement }: Pick<Version, 'placement'>): string =>
  placement?.[PLACEMENT.StorageClass] ?? 'STANDARD';

/** A checksum as it is answered; its type with it, where that is known. */
export const checksumMembers = (
  checksum: { readonly algorithm: string; readonly value: string; readonly type?: string } | undefined,
): Shape => (checksum ? { [memberOf(checksum.algorithm)]: checksum.value, ChecksumType: checksum.type } : {});
