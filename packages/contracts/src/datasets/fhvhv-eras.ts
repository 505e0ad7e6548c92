import type { Era, SourceColumn, SourceType } from '../dataset/contract.ts';
import { sourceMonth } from '../input/month.ts';
import { column, moment, money, nullable, text } from './source-columns.ts';

// Physical schemas: read from the footers of the TLC's published files.

const tripColumns = (zone: SourceType): SourceColumn[] => [
  text('hvfhs_license_num'),
  text('dispatching_base_num'),
  text('originating_base_num'),
  moment('request_datetime'),
  moment('on_scene_datetime'),
  moment('pickup_datetime'),
  moment('dropoff_datetime'),
  column('PULocationID', zone),
  column('DOLocationID', zone),
  money('trip_miles'),
  column('trip_time', 'INT64'),
  money('base_passenger_fare'),
  money('tolls'),
  money('bcf'),
  money('sales_tax'),
  money('congestion_surcharge'),
  nullable('airport_fee', 'DOUBLE'),
  money('tips'),
  money('driver_pay'),
  text('shared_request_flag'),
  text('shared_match_flag'),
  text('access_a_ride_flag'),
  text('wav_request_flag'),
  nullable('wav_match_flag', 'STRING'),
];

/** The eras of the fhvhv dataset, oldest first, without gaps. */
export const fhvhvEras: readonly Era[] = [
  {
    name: 'fhvhv-2019-02',
    from: sourceMonth('2019-02'),
    to: sourceMonth('2023-01'),
    columns: tripColumns('INT64'),
  },
  {
    name: 'fhvhv-2023-02',
    from: sourceMonth('2023-02'),
    to: sourceMonth('2024-12'),
    columns: tripColumns('INT32'),
  },
  {
    name: 'fhvhv-2025',
    from: sourceMonth('2025-01'),
    columns: [...tripColumns('INT32'), nullable('cbd_congestion_fee', 'DOUBLE')],
  },
];
