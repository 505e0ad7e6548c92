import { createHash } from 'node:crypto';
import * as z from 'zod';

/** ETag of a publication as it goes into keys and job arguments: a folder's name and no option, whatever the publisher sends. */
export const Etag = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/);

/** A publication as its HTTP headers describe it. */
export const SourceFile = z.object({
  url: z.url(),
  etag: Etag,
  /** RFC 3339, UTC. */
  last_modified: z.iso.datetime(),
  bytes: z.int().nonnegative(),
});
export type SourceFile = z.infer<typeof SourceFile>;

/** Last-Modified of a file whose publisher gives none: an unknown date is older than any known one. */
export const UNDATED = '1970-01-01T00:00:00.000Z';

/** The MD5 of a file, or of the MD5s of its parts. S3 gives no other ETags, and no two files have the same one. */
const MD5 = /^"?([0-9a-f]{32}(?:-[1-9]\d{0,4})?)"?$/;
const SHORT = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/**
 * The ETag of a header as it goes into keys: bare where it is an MD5. Any other one may be given to a next file too, so
 * that length and date belong to it; what is too long for a key, or no part of one, is hashed.
 */
export function etagOf(
  header: string,
  { bytes, last_modified }: Pick<SourceFile, 'bytes' | 'last_modified'>,
): string {
  const [, md5] = MD5.exec(header) ?? [];
  if (md5 !== undefined) return md5;
  const bare = header.replace(/^W\//, '').replaceAll('"', '');
  const name = SHORT.test(bare) ? bare : createHash('sha256').update(bare).digest('hex');
  return `${name}-${bytes}-${last_modified.replace(/\.\d+/, '').replaceAll(/[-:]/g, '')}`;
}
