import * as z from 'zod';
import { Dataset } from '../dataset/datasets.ts';
import { SourceMonth } from '../input/month.ts';
import { Digests } from './digests.ts';

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

/** A row of `load_ledger` as a reader of the warehouse gets it; see `ledgerColumns` for the meaning of each column. */
export const LedgerRow = z.object({
  dataset: Dataset,
  /** `YYYY-MM-01` in the table, the month here. */
  source_month: z.string().transform((day) => SourceMonth.parse(day.slice(0, 7))),
  load_number: z.coerce.number(),
  run_id: z.string(),
  run_number: z.coerce.number(),
  attempt: z.string(),
  source_url: z.string(),
  source_etag: z.string(),
  source_last_modified: z.string(),
  source_bytes: z.coerce.number(),
  source_sha256: z.string(),
  source_rows: z.coerce.number(),
  accepted_rows: z.coerce.number(),
  quarantined_rows: z.coerce.number(),
  quarantine_by_rule: json(z.record(z.string(), z.number())),
  loaded_rows: z.coerce.number(),
  era: z.string(),
  contract_version: z.coerce.number(),
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
