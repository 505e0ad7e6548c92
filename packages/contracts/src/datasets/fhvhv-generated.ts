import type { GeneratedMonth } from '../dataset/generated-month.ts';
import { sourceMonth } from '../input/month.ts';

const MILES = '0.4 - 4.4 * ln(1 - 0.9999 * u2)';
const BASE = "'B0' || CAST(2395 + CAST(494 * u0 AS INTEGER) AS VARCHAR)";

/** A made-up month of Uber's and Lyft's trips: what it has of the TLC's, and what not, is in docs/generated-month.md. */
export const fhvhvGenerated: GeneratedMonth = {
  // Rows: about the TLC's file of 2024-05, which has 20,704,538.
  shape: { rows: 20_400_000, broken: 120, previousMonth: 900, nextMonth: 500, brokenClock: 3 },
  /** A negative distance, without a company, pay that is no number. */
  breakings: 3,
  sampled: {
    miles: `round(${MILES}, 2)`,
    seconds: `CAST(120 + 190 * (${MILES}) * (0.6 + u1) AS BIGINT)`,
    fare: `CASE WHEN u3 < 0.002 THEN -0.18 WHEN u3 < 0.004 THEN 0.0 ELSE round(6 + 3.1 * (${MILES}) * (0.8 + u5), 2) END`,
    uber: 'u4 < 0.73',
  },
  columns: {
    hvfhs_license_num: { sql: "CASE WHEN breaks = 1 THEN NULL WHEN uber THEN 'HV0003' ELSE 'HV0005' END" },
    dispatching_base_num: { sql: BASE },
    originating_base_num: { sql: `CASE WHEN uber THEN ${BASE} END` },
    request_datetime: { sql: 'pickup - to_seconds(CAST(60 + 500 * u6 AS BIGINT))' },
    on_scene_datetime: { sql: 'CASE WHEN uber THEN pickup - to_seconds(CAST(50 * u6 AS BIGINT)) END' },
    pickup_datetime: { sql: 'pickup' },
    dropoff_datetime: { sql: 'pickup + to_seconds(seconds)' },
    pulocationid: { sql: '1 + CAST(floor(263 * u5) AS INTEGER)' },
    dolocationid: { sql: '1 + CAST(floor(265 * u6) AS INTEGER)' },
    trip_miles: { sql: 'CASE WHEN breaks = 0 THEN -miles ELSE miles END' },
    trip_time: { sql: 'seconds' },
    base_passenger_fare: { sql: 'fare' },
    tolls: { sql: 'CASE WHEN u8 < 0.9 THEN 0.0 ELSE 6.94 END' },
    bcf: { sql: 'round(abs(fare) * 0.0275, 2)' },
    sales_tax: { sql: 'round(abs(fare) * 0.08875, 2)' },
    congestion_surcharge: { sql: 'CASE WHEN u9 < 0.6 THEN 0.0 ELSE 2.75 END' },
    airport_fee: { sql: 'CASE WHEN u9 < 0.92 THEN 0.0 ELSE 2.5 END', filledSince: sourceMonth('2020-11') },
    cbd_congestion_fee: { sql: 'CASE WHEN u9 < 0.65 THEN 0.0 ELSE 1.5 END' },
    tips: { sql: 'CASE WHEN u7 < 0.8 THEN 0.0 ELSE round(1 + 6 * u7, 2) END' },
    driver_pay: { sql: "CASE WHEN breaks = 2 THEN CAST('NaN' AS DOUBLE) WHEN u7 < 0.014 THEN 0.0 ELSE round(abs(fare) * 0.75, 2) END" },
    shared_request_flag: { sql: "CASE WHEN u8 < 0.04 THEN 'Y' ELSE 'N' END" },
    shared_match_flag: { sql: "CASE WHEN u8 < 0.015 THEN 'Y' ELSE 'N' END" },
    access_a_ride_flag: { sql: "CASE WHEN uber THEN ' ' ELSE 'N' END" },
    wav_request_flag: { sql: "CASE WHEN u8 > 0.998 THEN 'Y' ELSE 'N' END" },
    wav_match_flag: { sql: "CASE WHEN u8 > 0.93 THEN 'Y' ELSE 'N' END", filledSince: sourceMonth('2019-04') },
  },
};
