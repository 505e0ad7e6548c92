import { type SourceMonth, sourceMonth } from '@tlc-elt/contracts';

/** A month in the name of a file, and the name as a contract writes it. */
export interface MonthInName {
  readonly month: SourceMonth;
  /** e.g. `yellow_tripdata_{month}.parquet`, `ferries-{yyyy}{mm}.parquet`. */
  readonly pattern: string;
}

/** 2025-04, 2025_04, 202504; of 20250401, a day, it is no month. */
const MONTH = /(?<!\d)((?:19|20)\d\d)([-_.]?)(0[1-9]|1[0-2])(?!\d)/;

/** The month that a file's name says. */
export function monthIn(name: string): MonthInName | undefined {
  const [found, year, separator, number] = MONTH.exec(name) ?? [];
  if (found === undefined) return undefined;
  const placeholder = separator === '-' ? '{month}' : `{yyyy}${separator}{mm}`;
  return { month: sourceMonth(`${year}-${number}`), pattern: name.replace(found, placeholder) };
}
