import type { MonthOfDataset } from '../../plan/known.ts';
import type { MonthsResult } from '../run/months.ts';

export interface Result extends MonthsResult {
  readonly file: string;
  readonly plan: string;
  /** Months that are not as they were planned: they are not started. */
  readonly refused: readonly (MonthOfDataset & { readonly changes: readonly string[] })[];
  /** Months that were not started: because of a limit, or because another one was refused. */
  readonly left: readonly MonthOfDataset[];
}
