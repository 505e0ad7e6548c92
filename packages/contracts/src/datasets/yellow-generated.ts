import type { GeneratedMonth } from '../dataset/generated-month.ts';
import { sourceMonth } from '../input/month.ts';

const MILES = '0.3 - 2.4 * ln(1 - 0.9999 * u2)';

/** A made-up month of yellow trips: what it has of the TLC's, and what not, is in docs/generated-month.md. */
export const yellowGenerated: GeneratedMonth = {
  // The TLC's own file of 2024-09: 3,483,725 rows pass the three amount rules inside the month, 48 outside it.
  shape: { rows: 3_633_030, broken: 149_257, previousMonth: 30, nextMonth: 15, brokenClock: 3 },
  /** Without distance, a negative fare, a negative total, all three. */
  breakings: 4,
  sampled: {
    miles: `round(${MILES}, 2)`,
    fare: `round(3 + 12 * (${MILES}) / 2.5, 1)`,
    tip: 'CASE WHEN u7 < 0.75 THEN round((2 + 8 * u6) * (0.5 + u5), 2) ELSE 0.0 END',
    flex: 'u3 * u5 < 0.03',
  },
  columns: {
    vendorid: { sql: 'CASE WHEN u0 < 0.76 THEN 2 WHEN u0 < 0.995 THEN 1 ELSE 6 END' },
    tpep_pickup_datetime: { sql: 'pickup' },
    tpep_dropoff_datetime: { sql: 'pickup + to_seconds(CAST(60 + miles * (150 + 300 * u2) AS BIGINT))' },
    passenger_count: { sql: 'CASE WHEN flex THEN NULL WHEN u3 < 0.78 THEN 1 WHEN u3 < 0.92 THEN 2 WHEN u3 < 0.96 THEN 3 WHEN u3 < 0.985 THEN 4 ELSE 5 END' },
    trip_distance: { sql: 'CASE WHEN breaks IN (0, 3) THEN 0 ELSE miles END' },
    ratecodeid: { sql: 'CASE WHEN flex THEN NULL WHEN u4 < 0.93 THEN 1 WHEN u4 < 0.97 THEN 2 WHEN u4 < 0.99 THEN 5 ELSE 99 END' },
    store_and_fwd_flag: { sql: "CASE WHEN flex THEN NULL WHEN u4 < 0.004 THEN 'Y' ELSE 'N' END" },
    pulocationid: { sql: '1 + CAST(floor(264 * u5 * u5 + 0.999 * (1 - u5)) AS INTEGER)' },
    dolocationid: { sql: '1 + CAST(floor(264 * u6) AS INTEGER)' },
    payment_type: { sql: 'CASE WHEN flex THEN 0 WHEN u7 < 0.8 THEN 1 WHEN u7 < 0.96 THEN 2 WHEN u7 < 0.97 THEN 3 ELSE 4 END' },
    fare_amount: { sql: 'CASE WHEN breaks IN (1, 3) THEN -fare ELSE fare END' },
    extra: { sql: 'CASE WHEN u8 < 0.4 THEN 0.0 WHEN u8 < 0.7 THEN 2.5 ELSE 1.0 END' },
    mta_tax: { sql: '0.5' },
    tip_amount: { sql: 'tip' },
    tolls_amount: { sql: 'CASE WHEN u8 < 0.92 THEN 0.0 ELSE 6.94 END' },
    improvement_surcharge: { sql: '1.0' },
    total_amount: { sql: 'CASE WHEN breaks IN (2, 3) THEN -(fare + tip + 4) ELSE round(fare + tip + 4, 2) END' },
    congestion_surcharge: { sql: 'CASE WHEN flex THEN NULL WHEN u9 < 0.92 THEN 2.5 ELSE 0.0 END', filledSince: sourceMonth('2019-01') },
    airport_fee: { sql: 'CASE WHEN flex THEN NULL WHEN u9 < 0.9 THEN 0.0 ELSE 1.75 END', filledSince: sourceMonth('2021-01') },
    cbd_congestion_fee: { sql: 'CASE WHEN u8 < 0.75 THEN 0.75 ELSE 0.0 END' },
    request_source: { sql: "CASE WHEN flex THEN (CASE WHEN u8 < 0.6 THEN 'HV0003' ELSE 'HV0005' END) END" },
  },
};
