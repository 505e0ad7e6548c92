import * as z from 'zod';
import { Dataset } from '../dataset/datasets.ts';
import { SourceMonth } from '../input/month.ts';

const Count = z.int().nonnegative();
const rowsApart = { added: Count, removed: Count, changed: Count };

/** One of the two publications, as its raw manifest says. */
const ComparedPublication = z.object({
  etag: z.string(),
  last_modified: z.string(),
  sha256: z.string(),
  rows: Count,
  era: z.string(),
});

/**
 * What a publication of a month changed, beside an earlier one. Which rows are added, removed and changed,
 * docs/decisions/0024-what-a-changed-row-is.md says.
 */
export const PublicationDiff = z.object({
  version: z.literal(1),
  dataset: Dataset,
  source_month: SourceMonth,
  before: ComparedPublication,
  after: ComparedPublication,
  rows: z.object({ ...rowsApart, equal: Count }),
  /** Columns that one of the files lacks (type null), or has under another type or in other letters. */
  schema: z.array(
    z.object({
      column: z.string(),
      before_name: z.string().nullable(),
      before_type: z.string().nullable(),
      after_name: z.string().nullable(),
      after_type: z.string().nullable(),
    }),
  ),
  /** Whether the columns of both stand in another order. */
  reordered: z.boolean(),
  /** Columns that differ in changed rows, the most rows first; `money`: what they gained, in US dollars. */
  by_column: z.array(z.object({ column: z.string(), rows: Count, money: z.number().nullable() })),
  /** By the day of the pickup; null: none, or none of the month. */
  by_day: z.array(z.object({ day: z.string().nullable(), ...rowsApart })),
  /** By the taxi zone of the pickup; null: none, or no zone's number. */
  by_zone: z.array(z.object({ zone: z.number().nullable(), ...rowsApart })),
  /** Sums over whole files, in US dollars; null where a file lacks the column. */
  money: z.array(
    z.object({
      column: z.string(),
      before: z.number().nullable(),
      after: z.number().nullable(),
      difference: z.number(),
    }),
  ),
});
export type PublicationDiff = z.infer<typeof PublicationDiff>;
