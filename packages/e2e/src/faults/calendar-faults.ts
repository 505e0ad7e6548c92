import { type Fault, loads } from './fault.ts';

/** The pickup of each row, by its number `i`: seconds around the year's turn, and the edges of the tolerance. */
const TURN = `CASE CAST(i % 6 AS INTEGER)
  WHEN 0 THEN TIMESTAMP '{year}-12-31 23:59:59.999999'
  WHEN 1 THEN TIMESTAMP '{next}-01-01 00:00:00'
  WHEN 2 THEN TIMESTAMP '{next}-01-01 23:59:59.999999'
  WHEN 3 THEN TIMESTAMP '{year}-11-30 00:00:00'
  WHEN 4 THEN tpep_pickup_datetime
  ELSE tpep_pickup_datetime END`;
const BEYOND = `CASE CAST(i % 50 AS INTEGER)
  WHEN 0 THEN TIMESTAMP '{next}-01-02 00:00:00'
  WHEN 1 THEN TIMESTAMP '{year}-11-29 23:59:59.999999'
  ELSE pickup END`;

/** Months and clocks around the turn of a year. */
export const calendarFaults: readonly Fault[] = [
  {
    what: "December's pickups around midnight of the year's turn",
    act: async (month) => {
      const year = Number(month.month.slice(0, 4));
      const filled = (sql: string): string =>
        sql.replaceAll('{year}', String(year)).replaceAll('{next}', String(year + 1));
      await month.publishNew(
        `SELECT * EXCLUDE (i, pickup) REPLACE (${filled(BEYOND)} AS tpep_pickup_datetime)
         FROM (SELECT *, ${filled(TURN)} AS pickup FROM (SELECT *, row_number() OVER () AS i FROM {rows}))`,
      );
      return month.run();
    },
    dataset: 'yellow',
    expect: loads,
  },
];
