import * as z from 'zod';

/** A publication as its HTTP headers describe it. */
export const SourceFile = z.object({
  url: z.url(),
  /** ETag without quotes and without `W/`. */
  etag: z.string().regex(/^[A-Za-z0-9._-]+$/),
  /** RFC 3339, UTC. */
  last_modified: z.iso.datetime(),
  bytes: z.int().nonnegative(),
});
export type SourceFile = z.infer<typeof SourceFile>;

/** ETag of an HTTP header as it goes into keys: no `W/`, no quotes. */
export const bareEtag = (header: string): string => header.replace(/^W\//, '').replaceAll('"', '');
