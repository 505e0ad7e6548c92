import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Era, eraOfMonth } from '../dataset/contract.ts';
import { yellow } from '../datasets/registry.ts';
import { sourceMonth } from '../input/month.ts';
import {
  acceptedSelect,
  acceptingCondition,
  annotatedSelect,
  countExpressions,
  missingColumns,
  narrowingConditions,
} from './select.ts';

// The rendered SQL runs on a real DuckDB; the Spark twin runs the same text in glue-scripts.
const fill = (sql: string): string =>
  sql
    .replaceAll('{source}', 'source')
    .replaceAll('{annotated}', 'annotated')
    .replaceAll('{source_month}', '2024-09')
    .replaceAll('{window_start}', '2024-08-31 00:00:00')
    .replaceAll('{window_end}', '2024-10-02 00:00:00');

/** What the rows below differ in; the other columns of the era hold a good trip's values. */
const VARIED = [
  'VendorID',
  'tpep_pickup_datetime',
  'tpep_dropoff_datetime',
  'passenger_count',
  'trip_distance',
  'fare_amount',
  'total_amount',
];
const instance = await DuckDBInstance.create(':memory:');
const connection = await instance.connect();
afterAll(() => connection.closeSync());

const rows = async (sql: string) => (await connection.runAndReadAll(sql)).getRowObjectsJson();

beforeAll(async () => {
  const era = eraOfMonth(yellow, sourceMonth('2024-09')) as Era;
  const others = era.columns
    .filter(({ name }) => !VARIED.includes(name))
    .map(({ name, types: [type] }) => `, ${type === 'STRING' ? "'N'" : '1'} AS ${name}`);
  const filled = missingColumns(yellow, era).map((sql) => `, ${sql}`);
  await connection.run(`CREATE TABLE source AS SELECT
      VendorID::INTEGER AS VendorID, pickup::TIMESTAMP AS tpep_pickup_datetime, coalesce(pickup::TIMESTAMP, TIMESTAMP '2024-09-15') + INTERVAL 9 MINUTE AS tpep_dropoff_datetime,
      passengers::DOUBLE AS passenger_count, distance::DOUBLE AS trip_distance, fare::DOUBLE AS fare_amount, total::DOUBLE AS total_amount${[...others, ...filled].join('')}
    FROM (VALUES
      (1, '2024-09-15 12:00:00', 1, 1.5, 10, 12),
      (2, '2024-08-31 00:00:00', 1, 1.5, 10, 12),
      (3, '2024-10-01 23:59:59.999999', NULL, 1.5, 10, 12),
      (4, '2024-08-30 23:59:59.999999', 1, 1.5, 10, 12),
      (5, '2024-10-02 00:00:00', 1, 1.5, 10, 12),
      (6, '2024-09-15 12:00:00', 1, 0, -3, NULL),
      (7, NULL, 1, 1.5, 10, 12),
      (8, '2024-09-15 12:00:00', 2.5, 1.5, 10, 12)) AS t(VendorID, pickup, passengers, distance, fare, total)`);
  await connection.run(`CREATE VIEW annotated AS ${fill(annotatedSelect(yellow))}`);
});

describe('the rendered SELECT', () => {
  test('names every broken rule of a row, in order; NULL breaks a rule', async () => {
    const broken = await rows(
      "SELECT VendorID, broken_rules FROM annotated WHERE broken_rules <> '' ORDER BY 1",
    );
    expect(broken).toEqual([
      { VendorID: 4, broken_rules: 'pickup_in_source_month' },
      { VendorID: 5, broken_rules: 'pickup_in_source_month' },
      { VendorID: 6, broken_rules: 'trip_distance_positive,fare_amount_positive,total_amount_positive' },
      { VendorID: 7, broken_rules: 'pickup_in_source_month' },
    ]);
  });

  test('the condition of acceptance is false for exactly the rows that break a rule, never NULL', async () => {
    const judged = await rows(
      `SELECT VendorID, ${fill(acceptingCondition(yellow))} AS accepting, broken_rules = '' AS sound FROM annotated ORDER BY 1`,
    );
    expect(judged).toEqual(
      [true, true, true, false, false, false, false, true].map((sound, index) => ({
        VendorID: index + 1,
        accepting: sound,
        sound,
      })),
    );
  });

  test('accepts a neighbour within a day and casts to the types of the table', async () => {
    const accepted = await rows(
      `SELECT vendor_id, passenger_count, source_month FROM (${fill(acceptedSelect(yellow))}) ORDER BY 1 LIMIT 3`,
    );
    expect(accepted).toEqual([
      { vendor_id: 1, passenger_count: 1, source_month: '2024-09-01' },
      { vendor_id: 2, passenger_count: 1, source_month: '2024-09-01' },
      { vendor_id: 3, passenger_count: null, source_month: '2024-09-01' },
    ]);
  });

  test('counts each rule by itself', async () => {
    const aggregates = Object.entries(countExpressions(yellow)).map(
      ([name, sql]) => `${fill(sql)}::INTEGER AS ${name}`,
    );
    expect(await rows(`SELECT ${aggregates.join(', ')} FROM annotated`)).toEqual([
      {
        ...Object.fromEntries(yellow.rules.map(({ name }) => [name, 0])),
        source_rows: 8,
        accepted_rows: 4,
        trip_distance_positive: 1,
        fare_amount_positive: 1,
        total_amount_positive: 1,
        pickup_in_source_month: 3,
      },
    ]);
  });

  test('the narrowing conditions find a fraction, an overflow, NaN and nothing else', async () => {
    const condition = narrowingConditions(yellow).passenger_count ?? '';
    const found = await rows(
      `SELECT passenger_count::VARCHAR AS v FROM (VALUES (1.0), (2.5), (NULL), (3e9), (-3e9), ('nan'::DOUBLE), (2147483647.0), (-2147483648.0)) AS t(passenger_count) WHERE ${condition}`,
    );
    expect(found.map((row) => row.v)).toEqual(['2.5', '3000000000.0', '-3000000000.0', 'nan']);
  });
});
