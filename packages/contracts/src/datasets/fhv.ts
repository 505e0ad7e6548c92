import type { ColumnContract, DatasetContract, Era, Rule } from '../dataset/contract.ts';
import { sourceMonth } from '../input/month.ts';
import { namedByTaxiZones } from '../lookups/taxi-zones.ts';
import type { ProfileContract } from '../profile/contract.ts';
import { fhvGenerated } from './fhv-generated.ts';
import { dropoffZones, duration, numbers, pickupZones, texts } from './measures.ts';
import { republicationLimits } from './republication-limits.ts';
import { pickupInSourceMonth } from './rules.ts';
import { moment, nullable, text } from './source-columns.ts';

// Physical schema: read from the footers of the TLC's published files since 2019-01; files before it are as these, or
// are refused with what was found. The columns never changed, and the types follow the NULLs of a month: zones are
// INT64 or DOUBLE (2019-05, 2019-07, 2020-07, 2020-08, 2023-02), SR_Flag also has no value at all for years.
const eras: readonly Era[] = [
  {
    name: 'fhv-2015',
    from: sourceMonth('2015-01'),
    columns: [
      text('dispatching_base_num'),
      moment('pickup_datetime'),
      moment('dropOff_datetime'),
      nullable('PUlocationID', 'DOUBLE', 'INT64'),
      nullable('DOlocationID', 'DOUBLE', 'INT64'),
      nullable('SR_Flag', 'DOUBLE', 'INT64'),
      text('Affiliated_base_number'),
    ],
  },
];

// Meanings: TLC, "Data Dictionary – FHV Trip Records", 2025.
const columns: readonly ColumnContract[] = [
  { name: 'dispatching_base_num', type: 'VARCHAR(255)', source: 'dispatching_base_num', description: 'Licence number of the base that dispatched the trip, e.g. B00013; some have blanks behind, as published.' },
  { name: 'pickup_datetime', type: 'TIMESTAMP', source: 'pickup_datetime', description: 'When the trip began: New York wall clock, without time zone.' },
  { name: 'dropoff_datetime', type: 'TIMESTAMP', source: 'dropOff_datetime', description: 'When the trip ended: New York wall clock, without time zone.' },
  { name: 'pickup_location_id', type: 'INTEGER', source: 'PUlocationID', description: 'Taxi zone of the pickup (1–263; 264 and 265 unknown); NULL in a third of the rows.' },
  { name: 'dropoff_location_id', type: 'INTEGER', source: 'DOlocationID', description: 'Taxi zone of the dropoff (1–263; 264 and 265 unknown).' },
  { name: 'sr_flag', type: 'INTEGER', source: 'SR_Flag', description: '1 where the trip was part of a chain of shared rides of a high-volume company, else NULL.' },
  {
    name: 'affiliated_base_number',
    type: 'VARCHAR(255)',
    source: 'Affiliated_base_number',
    description: 'Base that the vehicle belongs to: a licence number, in any case and with blanks behind, or a name, as published.',
  },
  { name: 'source_month', type: 'DATE', description: 'First day of the month that names the published file; the key of a load.' },
];

// Shares: of the 500 rows of 2020-04, counted by glue-scripts/tests/transform/test_datasets.py. Zones are no rule: a third of the trips has none.
const rules: readonly Rule[] = [
  // 0%. Who drove is what the record is for.
  {
    name: 'dispatching_base_num_present',
    sentence: 'The dispatching base is named.',
    sql: 'dispatching_base_num IS NOT NULL',
  },
  // 0%.
  pickupInSourceMonth('pickup_datetime', 'one day'),
];

// A month has a thousand bases: a hundred of them drive nearly all trips.
const profile: ProfileContract = {
  zones: pickupZones,
  measures: [duration('pickup_datetime', 'dropoff_datetime')],
  categories: [texts('dispatching_base_num', 'Dispatching base', 100), texts('affiliated_base_number', 'Affiliated base', 100), numbers('sr_flag', 'Shared ride'), dropoffZones],
};

/** Contract of the fhv dataset. A change of columns or meaning raises `version`. */
export const fhv: DatasetContract = {
  dataset: 'fhv',
  version: 1,
  table: 'fhv_trips',
  quarantineTable: 'fhv_trips_quarantine',
  lockTable: 'fhv_load_lock',
  fileName: 'fhv_tripdata_{month}.parquet',
  urlPath: 'fhv_tripdata_{month}.parquet',
  largestBytes: 1_000_000_000, // the largest so far has 217 MB
  firstMonth: sourceMonth('2015-01'),
  eras,
  columns,
  timeColumn: 'pickup_datetime',
  rules,
  pickupToleranceDays: 1,
  monthsLate: 2,
  staleDays: 125, // the TLC publishes its datasets together
  republishedMonths: 12,
  publicationDeadlineDays: 150,
  quarantineLimits: { maxShare: 0.05, timesMedian: 3, medianOf: 6, withinMonths: 12, leastMonths: 3, leastShare: 0.01 },
  shrink: { leastShare: 0.5 },
  republication: {
    identifiedBy: ['dispatching_base_num', 'pickup_datetime', 'dropOff_datetime', 'PUlocationID', 'DOlocationID'],
    zone: 'PUlocationID',
    money: [],
    limits: republicationLimits,
  },
  generated: fhvGenerated,
  profile,
  named: namedByTaxiZones('fhv_trips'),
};
