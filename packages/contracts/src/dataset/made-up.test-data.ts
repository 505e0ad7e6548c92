import { sourceMonth } from '../input/month.ts';
import type { DatasetContract } from './contract.ts';

/** A dataset of the tests: the smallest whole contract. */
export const ferries: DatasetContract = {
  dataset: 'ferries',
  version: 1,
  table: 'ferry_trips',
  quarantineTable: 'ferry_trips_quarantine',
  lockTable: 'ferry_load_lock',
  fileName: 'ferries-{month}.parquet',
  urlPath: '{yyyy}/{mm}/trips.parquet',
  largestBytes: 1_000_000,
  firstMonth: sourceMonth('2025-04'),
  eras: [
    {
      name: 'ferries-2025-04',
      from: sourceMonth('2025-04'),
      columns: [
        { name: 'left_at', types: ['TIMESTAMP_MICROS'] },
        { name: 'aboard', types: ['INT64'] },
      ],
    },
  ],
  columns: [
    { name: 'left_at', type: 'TIMESTAMP', source: 'left_at', description: 'When the ferry left.' },
    { name: 'passengers', type: 'INTEGER', source: 'aboard', description: 'Who was aboard.' },
    { name: 'source_month', type: 'DATE', description: 'First day of the source month.' },
  ],
  timeColumn: 'left_at',
  rules: [{ name: 'aboard_positive', sentence: 'Somebody was aboard.', sql: 'aboard > 0' }],
  pickupToleranceDays: 0,
  monthsLate: 1,
  staleDays: 40,
  republishedMonths: 3,
  publicationDeadlineDays: 60,
  quarantineLimits: {
    maxShare: 0.5,
    timesMedian: 3,
    medianOf: 6,
    withinMonths: 12,
    leastMonths: 3,
    leastShare: 0.02,
  },
  shrink: { leastShare: 0.5 },
  republication: {
    identifiedBy: ['left_at'],
    money: [],
    limits: { rows: 1000, share: 0.05, moneyShare: 0.02 },
  },
  generated: {
    shape: { rows: 1000, broken: 10, previousMonth: 0, nextMonth: 0, brokenClock: 0 },
    breakings: 1,
    sampled: {},
    columns: { aboard: { sql: 'CASE WHEN breaks = 0 THEN 0 ELSE 1 + CAST(80 * u0 AS INTEGER) END' } },
  },
};
