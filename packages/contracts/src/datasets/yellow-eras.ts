import type { Era, SourceColumn, SourceType } from '../dataset/contract.ts';
import { sourceMonth } from '../input/month.ts';
import { column, moment, money, nullable, text } from './source-columns.ts';

// Physical schemas: read from the footers of the TLC's published files.

interface Variant {
  readonly id: SourceType;
  /** passenger_count and RatecodeID turn DOUBLE once a month has NULLs in them. */
  readonly count: readonly SourceType[];
  readonly airportFee: 'airport_fee' | 'Airport_fee';
}

const tripColumns = ({ id, count, airportFee }: Variant): SourceColumn[] => [
  column('VendorID', id),
  moment('tpep_pickup_datetime'),
  moment('tpep_dropoff_datetime'),
  column('passenger_count', ...count),
  money('trip_distance'),
  column('RatecodeID', ...count),
  text('store_and_fwd_flag'),
  column('PULocationID', id),
  column('DOLocationID', id),
  column('payment_type', 'INT64'),
  money('fare_amount'),
  money('extra'),
  money('mta_tax'),
  money('tip_amount'),
  money('tolls_amount'),
  money('improvement_surcharge'),
  money('total_amount'),
  nullable('congestion_surcharge', 'DOUBLE'),
  nullable(airportFee, 'DOUBLE'),
];

const noZones = (year: number): string => `files of ${year} have pickup and dropoff as longitude and latitude, not as taxi zone ids: pickup_location_id and dropoff_location_id cannot be filled; load 2011-01 or later`;

const from2023 = tripColumns({ id: 'INT32', count: ['INT64', 'DOUBLE'], airportFee: 'Airport_fee' });
const congestionPricing = [...from2023, nullable('cbd_congestion_fee', 'DOUBLE')];

/** The eras of the yellow dataset, oldest first, without gaps. */
export const yellowEras: readonly Era[] = [
  { name: 'yellow-2009', from: sourceMonth('2009-01'), to: sourceMonth('2009-12'), refused: noZones(2009), columns: [] },
  { name: 'yellow-2010', from: sourceMonth('2010-01'), to: sourceMonth('2010-12'), refused: noZones(2010), columns: [] },
  {
    name: 'yellow-2011',
    from: sourceMonth('2011-01'),
    to: sourceMonth('2018-06'),
    columns: tripColumns({ id: 'INT64', count: ['INT64'], airportFee: 'airport_fee' }),
  },
  {
    name: 'yellow-2018-07',
    from: sourceMonth('2018-07'),
    to: sourceMonth('2023-01'),
    columns: tripColumns({ id: 'INT64', count: ['DOUBLE'], airportFee: 'airport_fee' }),
  },
  { name: 'yellow-2023-02', from: sourceMonth('2023-02'), to: sourceMonth('2024-12'), columns: from2023 },
  { name: 'yellow-2025', from: sourceMonth('2025-01'), to: sourceMonth('2026-05'), columns: congestionPricing },
  {
    name: 'yellow-2026-06',
    from: sourceMonth('2026-06'),
    columns: [...congestionPricing, nullable('request_source', 'STRING')],
  },
];
