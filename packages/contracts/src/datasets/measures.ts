import type { Bins, Category, Measure } from '../profile/contract.ts';

// What profiles of several datasets have. Values are rounded by FLOOR(x + 0.5). NaN is greater
// than any number, so that a bound from above keeps it out too.

/** To the cent where most fares are. */
const MONEY: Bins = {
  from: 0,
  spans: [
    { width: 1, until: 2_000 },
    { width: 5, until: 5_000 },
    { width: 25, until: 10_000 },
    { width: 100, until: 25_000 },
    { width: 1_000, until: 100_000 },
  ],
};
const TIPS: Bins = {
  from: 0,
  spans: [
    { width: 1, until: 1_000 },
    { width: 5, until: 2_000 },
    { width: 25, until: 5_000 },
    { width: 100, until: 10_000 },
    { width: 1_000, until: 50_000 },
  ],
};
const MILES: Bins = {
  from: 0,
  spans: [
    { width: 1, until: 500 },
    { width: 5, until: 2_000 },
    { width: 25, until: 5_000 },
    { width: 100, until: 10_000 },
    { width: 1_000, until: 100_000 },
  ],
};
const SECONDS: Bins = {
  from: 0,
  spans: [
    { width: 5, until: 3_600 },
    { width: 60, until: 10_800 },
    { width: 600, until: 86_400 },
  ],
};
const SPEED: Bins = {
  from: 0,
  spans: [
    { width: 1, until: 600 },
    { width: 10, until: 1_000 },
    { width: 100, until: 5_000 },
  ],
};

/** Beyond it a number is none of a trip; hundredths of it, and its miles in a microsecond, are still exact or fit into a BIGINT. */
const SENSE = '1e8';

/** A column of dollars or miles in hundredths, to the nearest; NULL of what is NULL, NaN or beyond any sense. */
const hundredths = (column: string): Pick<Measure, 'name' | 'column' | 'sql'> => ({
  name: column,
  column,
  sql: `CASE WHEN ABS(${column}) < ${SENSE} THEN FLOOR(${column} * 100 + 0.5) END`,
});

/** A column of US dollars. */
export const dollars = (column: string, title: string): Measure => ({ ...hundredths(column), title, unit: 'cent', bins: MONEY });

/** Tips: smaller than fares. */
export const tips = (column: string): Measure => ({ ...hundredths(column), title: 'Tip', unit: 'cent', bins: TIPS });

/** A column of miles. */
export const miles = (column: string): Measure => ({ ...hundredths(column), title: 'Distance', unit: 'hundredth of a mile', bins: MILES });

/** Whole seconds from one time to another. */
export const duration = (from: string, to: string): Measure => ({
  name: 'duration',
  title: 'Duration',
  unit: 'second',
  sql: `FLOOR((MICROS(${to}) - MICROS(${from})) / 1000000)`,
  bins: SECONDS,
});

/** A column of whole seconds. */
export const seconds = (column: string): Measure => ({ name: column, title: 'Duration', unit: 'second', column, sql: column, bins: SECONDS });

/** Miles of a column in the microseconds of an expression; a trip that took no time has no speed, nor has what is beyond any sense. */
const mph = (miles: string, micros: string): Measure => ({
  name: 'speed',
  title: 'Speed',
  unit: 'tenth of a mile per hour',
  sql: `CASE WHEN ABS(${miles}) < ${SENSE} AND ${micros} >= 1 THEN FLOOR(${miles} * 36000000000e0 / (${micros}) + 0.5) END`,
  bins: SPEED,
});

/** Speed by the times of pickup and dropoff. */
export const speedBetween = (miles: string, from: string, to: string): Measure => mph(miles, `MICROS(${to}) - MICROS(${from})`);

/** Speed by a column of whole seconds. */
export const speedIn = (miles: string, seconds: string): Measure => mph(miles, `${seconds} * 1e6`);

/** A column of numbers whose values are counted. */
export const numbers = (column: string, title: string, mostValues = 50): Category => ({ name: column, title, sql: column, column, isText: false, mostValues });

/** A column of texts whose values are counted. */
export const texts = (column: string, title: string, mostValues = 50): Category => ({ name: column, title, sql: column, column, isText: true, mostValues });

/** How the passengers paid who tipped; NULL of those who did not. */
export const tippedPayments: Category = {
  name: 'tipped_payment_type',
  title: 'Payment of tipped trips',
  sql: 'CASE WHEN tip_amount > 0 THEN payment_type END',
  isText: false,
  mostValues: 50,
};

/** Taxi zones of the pickup: 264 and 265 are no place, and trips have them. */
export const pickupZones = { column: 'pickup_location_id', last: 265 } as const;

/** Taxi zones of the dropoff. */
export const dropoffZones: Category = numbers('dropoff_location_id', 'Dropoff zone', 300);
