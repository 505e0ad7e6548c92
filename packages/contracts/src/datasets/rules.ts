import type { Rule } from '../dataset/contract.ts';

// Rules that datasets share. NaN is greater than any number in both engines, infinity too.

const INFINITY = "CAST('Infinity' AS DOUBLE)";

/** A number that is neither NaN nor infinite: one of those would be the sum of its whole month. */
export const finite = (column: string, thing: string): Rule => ({
  name: `${column}_finite`,
  sentence: `${thing} is a number, of any sign: neither NaN nor infinite.`,
  sql: `${column} > -${INFINITY} AND ${column} < ${INFINITY}`,
});

/** A number from zero on. */
export const notNegative = (column: string, thing: string): Rule => ({
  name: `${column}_not_negative`,
  sentence: `${thing} is zero or greater, and finite.`,
  sql: `${column} >= 0 AND ${column} < ${INFINITY}`,
});

/** A number from zero to below a limit. */
export const below = (limit: number, column: string, thing: string): Rule => ({
  name: `${column}_in_range`,
  sentence: `${thing} is zero or greater, and less than ${limit.toLocaleString('en-US')}.`,
  sql: `${column} >= 0 AND ${column} < ${limit}`,
});

/** The pickup lies in the month of the file or near it. */
export const pickupInSourceMonth = (column: string, tolerance: string): Rule => ({
  name: 'pickup_in_source_month',
  sentence: `The pickup lies within the source month or at most ${tolerance} before or after it.`,
  sql: `${column} >= CAST('{window_start}' AS TIMESTAMP) AND ${column} < CAST('{window_end}' AS TIMESTAMP)`,
});

/** The same of any time, with the `pickupToleranceDays` of the contract. */
export const inSourceMonth = (column: string, days: number): Rule => ({
  ...pickupInSourceMonth(column, ''),
  name: `${column}_in_source_month`,
  sentence: `The value of ${column} lies within the source month${days === 0 ? '' : ` or at most ${days} ${days === 1 ? 'day' : 'days'} before or after it`}.`,
});
