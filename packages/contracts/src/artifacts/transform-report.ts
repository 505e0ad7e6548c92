import * as z from 'zod';
import { Dataset } from '../dataset/datasets.ts';
import { SourceMonth } from '../input/month.ts';
import { Digests } from './digests.ts';

const WrittenFile = z.object({ key: z.string(), rows: z.int().nonnegative(), bytes: z.int().positive() });

/** `transform-report.json`: the last object of an attempt; the load uses only what it names. */
export const TransformReport = z.object({
  version: z.literal(1),
  dataset: Dataset,
  source_month: SourceMonth,
  run_id: z.string(),
  attempt: z.string(),
  engine: z.enum(['duckdb', 'spark']),
  contract_version: z.int(),
  era: z.string(),
  raw_manifest: z.object({ bucket: z.string(), key: z.string() }),
  source_etag: z.string(),
  source_rows: z.int().nonnegative(),
  accepted_rows: z.int().nonnegative(),
  quarantined_rows: z.int().nonnegative(),
  /** Every rule of the contract, also those that no row breaks. */
  quarantine_by_rule: z.record(z.string(), z.int().nonnegative()),
  /** Accepted rows beyond the first of those that are equal in every column; absent in reports of older versions. */
  duplicate_rows: z.int().nonnegative().optional(),
  bucket: z.string(),
  /** Accepted rows, positional as the table. */
  trips: z.array(WrittenFile),
  /** Rejected rows with all source columns, then source_month, run_id, broken_rules. */
  quarantine: z.array(WrittenFile),
  /** The same rows in the quarantine table's columns, for COPY; empty where no row was rejected. */
  quarantine_copy: z.array(WrittenFile),
  /** Key of the COPY manifest of `trips`. */
  copy_manifest: z.string(),
  /** Key of the COPY manifest of `quarantine_copy`; null where no row was rejected. */
  quarantine_copy_manifest: z.string().nullable(),
  /** Key of the profile of `trips`; absent in reports of older versions. */
  profile: z.string().optional(),
  generated: z.boolean(),
  /** Digests of the rows of `trips`, read back; absent in reports of older versions. */
  accepted: Digests.optional(),
  /** Digests of the rows of `quarantine_copy`, read back. */
  rejected: Digests.optional(),
  seconds: z.number().nonnegative(),
  written_at: z.iso.datetime(),
});
export type TransformReport = z.infer<typeof TransformReport>;
