import type { Era, SourceColumn, SourceType } from '../dataset/contract.ts';
import { sourceMonth } from '../input/month.ts';
import { column, moment, money, nullable, text } from './source-columns.ts';

// Physical schemas: read from the footers of the TLC's published files since 2019-01. Files before it were not looked
// at: they have the types of 2019-01, or are refused with what was found.

interface Variant {
  readonly id: SourceType;
  /** Whole numbers that 6% to 33% of the rows lack: the first type is the usual one of the era. */
  readonly count: readonly SourceType[];
}

const tripColumns = ({ id, count }: Variant): SourceColumn[] => [
  column('VendorID', id),
  moment('lpep_pickup_datetime'),
  moment('lpep_dropoff_datetime'),
  text('store_and_fwd_flag'),
  column('RatecodeID', ...count),
  column('PULocationID', id),
  column('DOLocationID', id),
  column('passenger_count', ...count),
  money('trip_distance'),
  money('fare_amount'),
  money('extra'),
  money('mta_tax'),
  money('tip_amount'),
  money('tolls_amount'),
  nullable('ehail_fee', 'DOUBLE'),
  money('improvement_surcharge'),
  money('total_amount'),
  column('payment_type', ...count),
  column('trip_type', ...count),
  nullable('congestion_surcharge', 'DOUBLE'),
];

const from2023 = tripColumns({ id: 'INT32', count: ['INT64', 'DOUBLE'] });
const congestionPricing = [...from2023, nullable('cbd_congestion_fee', 'DOUBLE')];

/** The eras of the green dataset, oldest first, without gaps. */
export const greenEras: readonly Era[] = [
  {
    name: 'green-2014',
    from: sourceMonth('2014-01'),
    to: sourceMonth('2023-01'),
    columns: tripColumns({ id: 'INT64', count: ['DOUBLE', 'INT64'] }),
  },
  { name: 'green-2023-02', from: sourceMonth('2023-02'), to: sourceMonth('2024-12'), columns: from2023 },
  { name: 'green-2025', from: sourceMonth('2025-01'), to: sourceMonth('2026-05'), columns: congestionPricing },
  {
    name: 'green-2026-06',
    from: sourceMonth('2026-06'),
    columns: [...congestionPricing, nullable('request_source', 'STRING')],
  },
];
