import * as z from 'zod';
import { Dataset } from '../dataset/datasets.ts';
import { SourceMonth } from '../input/month.ts';
import { Digests } from './digests.ts';
import { SourceFile } from './source.ts';

/** Key of a parquet footer that is `true` where the file was generated for a demonstration and is no publication. */
export const GENERATED_KEY = 'tlc-elt.generated';

/** How the bytes are known to be the publisher's: by an ETag that is their MD5, or that of their parts, or not at all. */
export const Proof = z.enum(['md5', 'multipart_md5', 'unproved']);
export type Proof = z.infer<typeof Proof>;

/** `raw-manifest.json` beside a raw file: written last, after the bytes were verified. */
export const RawManifest = z.object({
  version: z.literal(1),
  dataset: Dataset,
  source_month: SourceMonth,
  source: SourceFile,
  bucket: z.string(),
  key: z.string(),
  bytes: z.int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Absent in manifests that were written before it was kept. */
  proof: Proof.optional(),
  /** Rows by the footer. */
  rows: z.int().nonnegative(),
  row_groups: z.int().nonnegative(),
  /** Columns in file order; `type` is a SourceType of the contract, or the parquet type where the contract has none. */
  physical_schema: z.array(z.object({ name: z.string(), type: z.string() })),
  era: z.string(),
  contract_version: z.int(),
  /** The file's own metadata says that it was generated (GENERATED_KEY). */
  generated: z.boolean(),
  /** Digests of the rows that meet every rule, in the table's columns; absent in manifests of older versions. */
  accepted: Digests.optional(),
  /** Rows that break each rule, counted in the same pass. */
  by_rule: z.record(z.string(), z.int().nonnegative()).optional(),
  run_id: z.string(),
  ingested_at: z.iso.datetime(),
});
export type RawManifest = z.infer<typeof RawManifest>;
