import * as z from 'zod';
import { Proof } from './raw-manifest.ts';
import { SourceFile } from './source.ts';

/** A version of a lookup's file that raw has. */
export const LookupVersion = z.object({
  url: z.string(),
  /** As the publisher gave it: the next look asks for anything else. */
  etag: z.string(),
  last_modified: SourceFile.shape.last_modified,
  bytes: z.int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  proof: Proof,
  rows: z.int().positive(),
  /** The file says that it was made up for a demonstration. */
  generated: z.boolean(),
  key: z.string(),
  run_id: z.string(),
  ingested_at: z.iso.datetime(),
});
export type LookupVersion = z.infer<typeof LookupVersion>;

/** `manifest.json` of a lookup, written by IngestRaw after the file. */
export const LookupManifest = z.object({
  version: z.literal(1),
  lookup: z.string(),
  /** The newest sound version; absent where there never was one. */
  kept: LookupVersion.optional(),
  /** Why the last look brought no version; absent where it did, or where nothing was new. */
  problem: z.object({ reason: z.string(), run_id: z.string(), at: z.iso.datetime() }).optional(),
});
export type LookupManifest = z.infer<typeof LookupManifest>;
