import { type Dataset, type DatasetContract, datasets } from '@tlc-elt/contracts';

/** Two of the datasets, side by side wherever the pipeline is tried as a whole. */
export type TriedDataset = 'yellow' | 'fhvhv';
export const triedDatasets: readonly TriedDataset[] = ['yellow', 'fhvhv'];

/** What the tests know of a dataset's trips. Rules and columns are written by hand: they are to find what the contract gets wrong. */
export interface Trips {
  readonly contract: DatasetContract;
  /** The pickup, zones and an amount: what a file calls them. */
  readonly pickup: string;
  readonly zones: readonly [pickup: string, dropoff: string];
  readonly amount: string;
  /** What the table calls the amount. */
  readonly loadedAmount: string;
  /** Rules, without the one of the month. */
  readonly rules: Readonly<Record<string, string>>;
  /** Days before and after the month that a pickup may lie. */
  readonly toleranceDays: number;
}

const positive = (name: string): string => `(${name} > 0 AND isfinite(${name}))`;
const notNegative = (name: string): string => `(${name} >= 0 AND isfinite(${name}))`;
const zones = ['PULocationID', 'DOLocationID'] as const;

export const trips: Readonly<Record<Dataset, Trips>> = {
  yellow: {
    contract: datasets.yellow,
    pickup: 'tpep_pickup_datetime',
    zones,
    amount: 'total_amount',
    loadedAmount: 'total_amount',
    rules: {
      trip_distance_positive: positive('trip_distance'),
      fare_amount_positive: positive('fare_amount'),
      total_amount_positive: positive('total_amount'),
    },
    toleranceDays: 1,
  },
  green: {
    contract: datasets.green,
    pickup: 'lpep_pickup_datetime',
    zones,
    amount: 'total_amount',
    loadedAmount: 'total_amount',
    rules: {
      fare_amount_not_negative: notNegative('fare_amount'),
      total_amount_not_negative: notNegative('total_amount'),
      trip_distance_in_range: '(trip_distance >= 0 AND trip_distance < 1000)',
    },
    toleranceDays: 7,
  },
  fhv: {
    contract: datasets.fhv,
    pickup: 'pickup_datetime',
    zones: ['PUlocationID', 'DOlocationID'],
    // No money: how many were part of a chain of shared rides.
    amount: 'coalesce(SR_Flag, 0)',
    loadedAmount: 'coalesce(sr_flag, 0)',
    rules: { dispatching_base_num_present: 'dispatching_base_num IS NOT NULL' },
    toleranceDays: 1,
  },
  fhvhv: {
    contract: datasets.fhvhv,
    pickup: 'pickup_datetime',
    zones,
    amount: 'base_passenger_fare',
    loadedAmount: 'base_passenger_fare',
    rules: {
      hvfhs_license_num_present: 'hvfhs_license_num IS NOT NULL',
      trip_miles_in_range: '(trip_miles >= 0 AND trip_miles < 1000)',
      trip_time_not_negative: 'trip_time >= 0',
      base_passenger_fare_finite: 'isfinite(base_passenger_fare)',
      driver_pay_finite: 'isfinite(driver_pay)',
    },
    toleranceDays: 1,
  },
};

/** How months of a dataset are made for tests that need many. */
export interface Made {
  /** A month whose rows, moved, are those of others of the same era. */
  readonly base: string;
  /** Moments of the file, which move. */
  readonly moments: readonly string[];
  /** An amount that no rule asks about. */
  readonly tip: string;
  /** What makes every row one that is rejected, for `SELECT * REPLACE`. */
  readonly broken: string;
  /** The year of the first month where one after another is taken. */
  readonly firstYear: number;
}

export const made: Readonly<Record<TriedDataset, Made>> = {
  yellow: {
    base: '2024-09',
    moments: ['tpep_pickup_datetime', 'tpep_dropoff_datetime'],
    tip: 'tip_amount',
    broken: '-1.0::DOUBLE AS trip_distance',
    firstYear: 2019,
  },
  fhvhv: {
    base: '2022-06',
    moments: ['pickup_datetime', 'dropoff_datetime', 'request_datetime', 'on_scene_datetime'],
    tip: 'tips',
    broken: '-1.0::DOUBLE AS trip_miles',
    firstYear: 2020,
  },
};
