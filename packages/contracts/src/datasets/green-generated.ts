import type { GeneratedMonth } from '../dataset/generated-month.ts';
import { sourceMonth } from '../input/month.ts';

const MILES = '0.3 - 2.6 * ln(1 - 0.9999 * u2)';
const lacking = (sql: string): string => `CASE WHEN dispatched THEN NULL ELSE ${sql} END`;

/** A made-up month of green trips: what it has of the TLC's, and what not, is in docs/generated-month.md. */
export const greenGenerated: GeneratedMonth = {
  // The TLC's own file of 2023-12: 237 rows break a rule of amount or distance.
  shape: { rows: 64_215, broken: 237, previousMonth: 4, nextMonth: 1, brokenClock: 1 },
  /** A negative fare and total, the odometer, a negative total. */
  breakings: 3,
  sampled: {
    miles: `round(${MILES}, 2)`,
    fare: `CASE WHEN u4 < 0.001 THEN 0.0 ELSE round(3 + 12 * (${MILES}) / 2.5, 1) END`,
    tip: 'CASE WHEN u7 < 0.55 THEN round((1 + 6 * u6) * (0.5 + u5), 2) ELSE 0.0 END',
    dispatched: 'u3 * u5 < 0.016',
  },
  columns: {
    vendorid: { sql: 'CASE WHEN u0 < 0.87 THEN 2 ELSE 1 END' },
    lpep_pickup_datetime: { sql: 'pickup' },
    lpep_dropoff_datetime: { sql: 'pickup + to_seconds(CAST(60 + miles * (150 + 300 * u2) AS BIGINT))' },
    store_and_fwd_flag: { sql: lacking("CASE WHEN u4 > 0.996 THEN 'Y' ELSE 'N' END") },
    ratecodeid: { sql: lacking('CASE WHEN u4 < 0.94 THEN 1 ELSE 5 END') },
    pulocationid: { sql: '1 + CAST(floor(264 * u5 * u5) AS INTEGER)' },
    dolocationid: { sql: '1 + CAST(floor(264 * u6) AS INTEGER)' },
    passenger_count: { sql: lacking('CASE WHEN u3 < 0.85 THEN 1 WHEN u3 < 0.93 THEN 2 WHEN u3 < 0.96 THEN 5 ELSE 3 END') },
    trip_distance: { sql: 'CASE WHEN breaks = 1 THEN 20000 + miles WHEN u8 < 0.05 THEN 0.0 ELSE miles END' },
    fare_amount: { sql: 'CASE WHEN breaks = 0 THEN -1 - fare ELSE fare END' },
    extra: { sql: 'CASE WHEN u8 < 0.6 THEN 0.0 WHEN u8 < 0.8 THEN 2.5 ELSE 1.0 END' },
    mta_tax: { sql: '0.5' },
    tip_amount: { sql: 'tip' },
    tolls_amount: { sql: 'CASE WHEN u8 < 0.96 THEN 0.0 ELSE 6.94 END' },
    ehail_fee: { sql: 'NULL', filledSince: sourceMonth('2023-02') },
    improvement_surcharge: { sql: '1.0' },
    total_amount: { sql: 'CASE WHEN breaks IN (0, 2) THEN -(fare + tip + 2.5) ELSE round(fare + tip + 1.5, 2) END' },
    payment_type: { sql: lacking('CASE WHEN u7 < 0.65 THEN 1 WHEN u7 < 0.99 THEN 2 ELSE 3 END') },
    trip_type: { sql: lacking('CASE WHEN u9 < 0.96 THEN 1 ELSE 2 END') },
    congestion_surcharge: { sql: lacking('CASE WHEN u9 < 0.7 THEN 0.0 ELSE 2.75 END'), filledSince: sourceMonth('2019-01') },
    cbd_congestion_fee: { sql: 'CASE WHEN u9 < 0.9 THEN 0.0 ELSE 0.75 END' },
    request_source: { sql: "CASE WHEN dispatched THEN (CASE WHEN u8 < 0.6 THEN 'HV0003' ELSE 'HV0005' END) END" },
  },
};
