import * as z from 'zod';

/** Manifest of a columnar COPY: Redshift requires `meta.content_length` for parquet. */
export const CopyManifest = z.object({
  entries: z.array(
    z.object({
      url: z.string().startsWith('s3://'),
      mandatory: z.literal(true),
      meta: z.object({ content_length: z.int().positive() }),
    }),
  ),
});
export type CopyManifest = z.infer<typeof CopyManifest>;
