import { invalidArgument } from '../../wire/content/failures.ts';

/** Version id of what was written while versioning was not on. */
export const NULL_VERSION = 'null';

/** Throws InvalidArgument on what is no id of any version. */
export function checkVersionId(id: string): void {
  if (id !== NULL_VERSION && !/^[0-9a-f]{32}$/.test(id))
    throw invalidArgument('Invalid version id specified');
}

export interface StoredChecksum {
  /** Last part of its header, e.g. `crc32`. */
  readonly algorithm: string;
  readonly value: string;
  readonly type: 'FULL_OBJECT' | 'COMPOSITE';
}

/** One version of an object; its bytes lie in the blob file of that name. */
export interface Version {
  readonly versionId: string;
  readonly deleteMarker?: true;
  readonly blob: string;
  readonly size: number;
  readonly etag: string;
  readonly lastModified: number;
  /** content-type, cache-control, x-amz-meta-…: what a copy takes along. */
  readonly headers: Readonly<Record<string, string>>;
  /** Storage class and encryption as they were asked for: each write's own, never copied. */
  readonly placement?: Readonly<Record<string, string>>;
  readonly checksum?: StoredChecksum;
  readonly tags?: Readonly<Record<string, string>>;
  /** Sizes and checksums of the parts of a multipart upload. */
  readonly parts?: readonly { readonly number: number; readonly size: number; readonly checksum?: string }[];
}
