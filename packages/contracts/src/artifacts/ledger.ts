import * as z from 'zod';
import { Dataset } from '../dataset/datasets.ts';
import { SourceMonth } from '../input/month.ts';
import { Digests } from './digests.ts';
import type { SourceFile } from './source.ts';

/** What the JSON text of a column says. */
const json = <T>(schema: z.ZodType<T>) =>
  z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch (error) {
        context.addIssue(`no JSON: ${(error as Error).message}`);
        return z.NEVER;
      }
    })
    .pipe(schema);

const Count = z.int().nonnegative();

/** A row of `load_ledger` as a reader of the warehouse gets it; see `ledgerColumns` for the meaning of each column. */
export const LedgerRow = z.object({
  dataset: Dataset,
  /** `YYYY-MM-01` in the table, the month here. */
  source_month: z
    .string()
    .regex(/-01$/, 'a source month is the first day of a month')
    .transform((day) => day.slice(0, 7))
    .pipe(SourceMonth),
  load_number: Count,
  run_id: z.string(),
  run_number: Count,
  attempt: z.string(),
  source_url: z.string(),
  source_etag: z.string(),
  source_last_modified: z.string(),
  source_bytes: Count,
  source_sha256: z.string(),
  source_rows: Count,
  accepted_rows: Count,
  quarantined_rows: Count,
  quarantine_by_rule: json(z.record(z.string(), Count)),
  loaded_rows: Count,
  era: z.string(),
  contract_version: Count,
  engine: z.string(),
  generated: z.boolean(),
  forced: z.boolean(),
  quarantine_accepted: z.boolean(),
  loaded_at: z.string(),
  // NULL in rows of older loads; absent where the table was not migrated yet.
  source_proof: z.string().nullish(),
  accepted_digests: json(Digests).nullish(),
  rejected_digests: json(Digests).nullish(),
});
export type LedgerRow = z.infer<typeof LedgerRow>;

/** What a load says of the file that it loaded. */
export type Provenance = Pick<LedgerRow, 'source_etag' | 'source_bytes' | 'source_last_modified'>;

/** A timestamp of the warehouse, which is UTC and does not say so; epoch milliseconds. */
export const momentOf = (timestamp: string): number => Date.parse(`${timestamp.replace(' ', 'T')}Z`);

/** Whether a load's file is older than what is loaded: it would end as StaleRun. */
export const isOlder = (source: SourceFile, loaded: Provenance): boolean =>
  Date.parse(source.last_modified) < momentOf(loaded.source_last_modified);

/** Whether the table has this very file; a file that was published anew later is loaded anew, for the fence goes by its date. */
export const isLoaded = (source: SourceFile, loaded: Provenance): boolean =>
  loaded.source_etag === source.etag &&
  loaded.source_bytes === source.bytes &&
  Date.parse(source.last_modified) <= momentOf(loaded.source_last_modified);
