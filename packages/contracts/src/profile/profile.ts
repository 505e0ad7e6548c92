import * as z from 'zod';
import { Dataset } from '../dataset/datasets.ts';
import { SourceMonth } from '../input/month.ts';

const Count = z.int().nonnegative();

/**
 * Counts side by side, as `decode` reads them: a number above zero is the count of the next place, one below zero says
 * how many places in a row have none. What follows the last number is without any.
 */
export const Runs = z.array(z.int());
export type Runs = z.infer<typeof Runs>;

/** How a measure is spread: `none` + `under` + its bins + `over` are the rows. */
export const MeasureProfile = z.object({
  unit: z.string(),
  /** The bins: from where, and the spans of one width that follow each other, as in the contract that made them. */
  from: z.int(),
  spans: z.array(z.object({ width: z.int().positive(), until: z.int() })),
  /** Rows without the number: NULL, NaN, infinite, beyond any sense, or nothing to divide by. */
  none: Count,
  under: Count,
  over: Count,
  /** The least number and the greatest one, exact; empty where no row has any. */
  range: z.array(z.int()),
  bins: Runs,
});
export type MeasureProfile = z.infer<typeof MeasureProfile>;

/** How often each value occurs: `none` (NULL) + `values` + `other` are the rows. */
export const CategoryProfile = z.object({
  none: Count,
  /** Rows of values that are not among the most frequent ones. */
  other: Count,
  values: z.record(z.string(), Count),
});
export type CategoryProfile = z.infer<typeof CategoryProfile>;

/** Rows by something and by the hour of the day, 24 places each: `none` + `elsewhere` + all of them are the rows. */
const ByHour = z.object({
  none: Count,
  /** Days far from the month; ids that no zone has. */
  elsewhere: Count,
  hours: z.record(z.string(), Runs),
});
export type ByHour = z.infer<typeof ByHour>;

/** The counts of a profile: those of several months can be added up. */
export const ProfileCounts = z.object({
  rows: Count,
  /** Rows beyond the first of those that are equal in every column. */
  duplicate_rows: Count,
  /** NULLs by column of the table. */
  nulls: z.record(z.string(), Count),
  /** By day of the time column, `2024-09-01`. */
  days: ByHour,
  /** By zone of the pickup; without any where the dataset has none. */
  zones: ByHour,
  categories: z.record(z.string(), CategoryProfile),
  measures: z.record(z.string(), MeasureProfile),
});
export type ProfileCounts = z.infer<typeof ProfileCounts>;

/** `profile.json`: what the accepted rows of a load are like, as its files have them. */
export const Profile = ProfileCounts.extend({
  version: z.literal(1),
  dataset: Dataset,
  source_month: SourceMonth,
  run_id: z.string(),
  attempt: z.string(),
  contract_version: z.int(),
});
export type Profile = z.infer<typeof Profile>;
