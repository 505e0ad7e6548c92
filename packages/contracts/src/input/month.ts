import * as z from 'zod';

/** A source month, `YYYY-MM`: the month that names a file of the publisher. */
export const SourceMonth = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'a month is written YYYY-MM, e.g. 2024-09')
  .brand<'SourceMonth'>();
export type SourceMonth = z.infer<typeof SourceMonth>;

/** Parses `YYYY-MM`; throws a ZodError that names the form. */
export const sourceMonth = (text: string): SourceMonth => SourceMonth.parse(text);

/** The month `n` months later (earlier where negative). */
export function addMonths(month: SourceMonth, n: number): SourceMonth {
  const index = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + n;
  return sourceMonth(
    `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}`,
  );
}

/** First day as `YYYY-MM-01`: what the DATE column `source_month` holds. */
export const firstDay = (month: SourceMonth): string => `${month}-01`;

/** First day of the next month, `YYYY-MM-01` (exclusive end). */
export const endDay = (month: SourceMonth): string => firstDay(addMonths(month, 1));

/** Every month from `first` to `last`, both included. */
export function monthsBetween(first: SourceMonth, last: SourceMonth): SourceMonth[] {
  const months: SourceMonth[] = [];
  for (let month = first; month <= last; month = addMonths(month, 1)) months.push(month);
  return months;
}
