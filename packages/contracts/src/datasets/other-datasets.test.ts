import { describe, expect, test } from 'vitest';
import { eraOfMonth } from '../dataset/contract.ts';
import { monthsBetween, sourceMonth } from '../input/month.ts';
import { fhv, fhvhv, green } from './registry.ts';

/** Columns of the publisher that the table leaves out. */
const leftOut = ({ eras, columns }: typeof green): string[] => {
  const kept = columns.map(({ source }) => source);
  const published = new Set(eras.flatMap((era) => era.columns.map(({ name }) => name)));
  return [...published].filter((name) => !kept.includes(name));
};

describe.each([green, fhv, fhvhv])('the $dataset contract', (contract) => {
  test('takes every month since its first', () => {
    for (const month of monthsBetween(contract.firstMonth, sourceMonth('2030-12'))) {
      const era = eraOfMonth(contract, month);
      expect([month, era?.refused, era === undefined]).toEqual([month, undefined, false]);
    }
  });

  test('keeps every column that the TLC publishes', () => expect(leftOut(contract)).toEqual([]));

  test('ends its table with the source month', () =>
    expect(contract.columns.at(-1)?.name).toBe('source_month'));
});

test('fhvhv has what was asked, when, where, how far, for what and by whom', () => {
  expect(fhvhv.columns.map(({ name }) => name)).toEqual([
    ...['hvfhs_license_num', 'dispatching_base_num', 'originating_base_num'],
    ...['request_datetime', 'on_scene_datetime', 'pickup_datetime', 'dropoff_datetime'],
    ...[
      'pickup_location_id',
      'dropoff_location_id',
      'trip_miles',
      'trip_time',
      'base_passenger_fare',
      'tolls',
    ],
    ...[
      'bcf',
      'sales_tax',
      'congestion_surcharge',
      'airport_fee',
      'cbd_congestion_fee',
      'tips',
      'driver_pay',
    ],
    ...[
      'shared_request_flag',
      'shared_match_flag',
      'access_a_ride_flag',
      'wav_request_flag',
      'wav_match_flag',
    ],
    'source_month',
  ]);
});
