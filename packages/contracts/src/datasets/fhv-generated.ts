import type { GeneratedMonth } from '../dataset/generated-month.ts';
import { sourceMonth } from '../input/month.ts';

const BASE = "'B' || lpad(CAST(13 + CAST(3200 * u0 * u0 AS INTEGER) AS VARCHAR), 5, '0')";

/** A made-up month of for-hire trips: what it has of the TLC's, and what not, is in docs/generated-month.md. */
export const fhvGenerated: GeneratedMonth = {
  // Rows: the TLC's own file of 2024-05.
  shape: { rows: 1_352_502, broken: 40, previousMonth: 30, nextMonth: 15, brokenClock: 3 },
  /** Without a base. */
  breakings: 1,
  sampled: { minutes: '4 - 14 * ln(1 - 0.9999 * u2)', base: BASE },
  columns: {
    dispatching_base_num: { sql: 'CASE WHEN breaks = 0 THEN NULL ELSE base END' },
    pickup_datetime: { sql: 'pickup' },
    dropoff_datetime: { sql: 'pickup + to_seconds(CAST(60 * minutes AS BIGINT))' },
    pulocationid: { sql: 'CASE WHEN u3 < 0.32 THEN NULL ELSE 1 + CAST(floor(264 * u5) AS INTEGER) END' },
    dolocationid: { sql: 'CASE WHEN u4 < 0.06 THEN NULL ELSE 1 + CAST(floor(264 * u6) AS INTEGER) END' },
    sr_flag: { sql: 'NULL', filledSince: sourceMonth('2023-02') },
    affiliated_base_number: { sql: "CASE WHEN u7 < 0.01 THEN NULL WHEN u7 < 0.03 THEN lower(base) WHEN u7 < 0.05 THEN base || '         ' WHEN u7 < 0.052 THEN '1UBER' ELSE base END" },
  },
};
