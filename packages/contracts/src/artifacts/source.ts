import * as z from 'zod';

/** ETag of a publication as it goes into keys: one folder's name, whatever the publisher sends. */
export const Etag = z.string().regex(/^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/);

/** A publication as its HTTP headers describe it. */
export const SourceFile = z.object({
  url: z.url(),
  etag: Etag,
  /** RFC 3339, UTC. */
  last_modified: z.iso.datetime(),
  bytes: z.int().nonnegative(),
});
export type SourceFile = z.infer<typeof SourceFile>;

/** ETag of an HTTP header as it goes into keys: no `W/`, no quotes. */
export const bareEtag = (header: string): string => header.replace(/^W\//, '').replaceAll('"', '');
