import { monthsBetween, SourceMonth } from '@tlc-elt/contracts';
import { UsageError } from '../errors.ts';
import { example } from './examples.ts';

/** A month as the user types it; throws UsageError that shows the form. */
export function parseMonth(text: string | undefined): SourceMonth {
  const month = SourceMonth.safeParse(text);
  if (month.success) return month.data;
  throw new UsageError(
    text === undefined ? 'a month is missing' : `${JSON.stringify(text)} is no month`,
    'a month is written YYYY-MM, e.g. 2024-09',
  );
}

/** Every month from `from` to `to`; throws UsageError where they are the wrong way round. */
export function parseRange(from: string | undefined, to: string | undefined): SourceMonth[] {
  const months = monthsBetween(parseMonth(from), parseMonth(to));
  if (months.length > 0) return months;
  throw new UsageError(`${from} lies after ${to}`, `the older month comes first: ${to} ${from}`);
}

/** Months, or one range of them: `2024-01..2024-12`. */
export function parseMonths(texts: readonly string[]): SourceMonth[] {
  const [from, to] = texts.length === 1 ? (texts[0]?.split('..') ?? []) : [];
  return to === undefined ? texts.map(parseMonth) : parseRange(from, to);
}

/** A month or the name of an execution. */
export type MonthOrExecution = { readonly month: SourceMonth } | { readonly execution: string };

export function parseMonthOrExecution(text: string | undefined): MonthOrExecution {
  if (text === undefined)
    throw new UsageError('a month or an execution is missing', `e.g. 2024-09 or ${example.run}`);
  const month = SourceMonth.safeParse(text);
  if (month.success) return { month: month.data };
  // Names of executions never look like a mistyped month: 2024-9, 202409, 2024/09.
  if (/^[\d/.-]+$/.test(text) || !/^[\w.-]{1,80}$/.test(text)) parseMonth(text);
  return { execution: text };
}
