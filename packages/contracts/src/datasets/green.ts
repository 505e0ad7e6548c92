import type { ColumnContract, DatasetContract, Rule } from '../dataset/contract.ts';
import { sourceMonth } from '../input/month.ts';
import { namedByTaxiZones } from '../lookups/taxi-zones.ts';
import type { ProfileContract } from '../profile/contract.ts';
import { greenEras } from './green-eras.ts';
import { greenGenerated } from './green-generated.ts';
import { dollars, dropoffZones, duration, miles, numbers, pickupZones, speedBetween, texts, tippedPayments, tips } from './measures.ts';
import { republicationLimits } from './republication-limits.ts';
import { below, notNegative, pickupInSourceMonth } from './rules.ts';

// Meanings: TLC, "Data Dictionary – LPEP Trip Records", 2025.
const columns: readonly ColumnContract[] = [
  { name: 'vendor_id', type: 'INTEGER', source: 'VendorID', description: 'Provider of the record: 1 Creative Mobile Technologies, 2 Curb Mobility, 6 Myle Technologies.' },
  { name: 'pickup_datetime', type: 'TIMESTAMP', source: 'lpep_pickup_datetime', description: 'When the meter was engaged: New York wall clock, without time zone.' },
  { name: 'dropoff_datetime', type: 'TIMESTAMP', source: 'lpep_dropoff_datetime', description: 'When the meter was disengaged: New York wall clock, without time zone.' },
  { name: 'store_and_fwd_flag', type: 'VARCHAR(255)', source: 'store_and_fwd_flag', description: 'Y where the vehicle kept the record before it sent it, having no connection; N where not.' },
  { name: 'rate_code_id', type: 'INTEGER', source: 'RatecodeID', description: 'Final rate: 1 standard, 2 JFK, 3 Newark, 4 Nassau or Westchester, 5 negotiated, 6 group ride, 99 unknown.' },
  { name: 'pickup_location_id', type: 'INTEGER', source: 'PULocationID', description: 'Taxi zone of the pickup (1–263; 264 and 265 unknown).' },
  { name: 'dropoff_location_id', type: 'INTEGER', source: 'DOLocationID', description: 'Taxi zone of the dropoff (1–263; 264 and 265 unknown).' },
  { name: 'passenger_count', type: 'INTEGER', source: 'passenger_count', description: 'Passengers, as the driver entered them.' },
  { name: 'trip_distance', type: 'DOUBLE PRECISION', source: 'trip_distance', description: 'Miles by the taximeter; zero in one row of twenty.' },
  { name: 'fare_amount', type: 'DOUBLE PRECISION', source: 'fare_amount', description: 'Time-and-distance fare by the meter, US dollars.' },
  { name: 'extra', type: 'DOUBLE PRECISION', source: 'extra', description: 'Miscellaneous extras and surcharges, US dollars.' },
  { name: 'mta_tax', type: 'DOUBLE PRECISION', source: 'mta_tax', description: 'Tax that the metered rate triggers by itself, US dollars.' },
  { name: 'tip_amount', type: 'DOUBLE PRECISION', source: 'tip_amount', description: 'Credit-card tips, US dollars; cash tips are not recorded.' },
  { name: 'tolls_amount', type: 'DOUBLE PRECISION', source: 'tolls_amount', description: 'All tolls paid in the trip, US dollars.' },
  { name: 'ehail_fee', type: 'DOUBLE PRECISION', source: 'ehail_fee', description: 'Fee of an electronic hail, US dollars; the TLC has left it empty since 2019-09.' },
  { name: 'improvement_surcharge', type: 'DOUBLE PRECISION', source: 'improvement_surcharge', description: 'Improvement surcharge at the flag drop, US dollars; levied since 2015.' },
  { name: 'total_amount', type: 'DOUBLE PRECISION', source: 'total_amount', description: 'What the passenger was charged, US dollars, without cash tips.' },
  { name: 'payment_type', type: 'INTEGER', source: 'payment_type', description: '0 Flex fare, 1 credit card, 2 cash, 3 no charge, 4 dispute, 5 unknown, 6 voided.' },
  { name: 'trip_type', type: 'INTEGER', source: 'trip_type', description: '1 street hail, 2 dispatch, by the metered rate; the driver may alter it.' },
  { name: 'congestion_surcharge', type: 'DOUBLE PRECISION', source: 'congestion_surcharge', description: 'Congestion surcharge of the state, US dollars.' },
  { name: 'cbd_congestion_fee', type: 'DOUBLE PRECISION', source: 'cbd_congestion_fee', optional: true, description: "Fee of the MTA's Congestion Relief Zone, US dollars; since 2025-01-05." },
  { name: 'request_source', type: 'VARCHAR(255)', source: 'request_source', optional: true, description: 'Licence of the app that requested the trip: HV0003 Uber, HV0005 Lyft, else NULL; since 2026-06.' },
  { name: 'source_month', type: 'DATE', description: 'First day of the month that names the published file; the key of a load.' },
];

// Shares: of the 132,426 rows that the TLC published as 2023-01 and 2023-12, measured by glue-scripts/tests/transform/test_datasets.py.
const rules: readonly Rule[] = [
  // 0.28%. Reversals of disputed and free trips: 356 of 365 stand beside a row of the same pickup with positive amounts,
  // which is accepted. A fare of zero (0.1%) is a trip that nobody was charged for, and stays.
  notNegative('fare_amount', 'The fare'),
  // 0.28%, nearly all of them the same rows.
  notNegative('total_amount', 'The total'),
  // 0.06%, up to 120,098 miles: an odometer that jumped. No distance (5.0%) is a short hail or a flat fare, and stays.
  below(1000, 'trip_distance', 'The distance in miles'),
  // 0.002%, clocks that are years off: rows up to seven days before the month are the TLC's late records, and stay.
  pickupInSourceMonth('lpep_pickup_datetime', 'seven days'),
];

const profile: ProfileContract = {
  zones: pickupZones,
  measures: [
    miles('trip_distance'),
    duration('pickup_datetime', 'dropoff_datetime'),
    speedBetween('trip_distance', 'pickup_datetime', 'dropoff_datetime'),
    dollars('fare_amount', 'Fare'),
    tips('tip_amount'),
    dollars('total_amount', 'Total'),
  ],
  categories: [
    numbers('vendor_id', 'Vendor'),
    texts('store_and_fwd_flag', 'Stored and forwarded'),
    numbers('rate_code_id', 'Rate'),
    numbers('passenger_count', 'Passengers'),
    numbers('payment_type', 'Payment'),
    tippedPayments,
    numbers('trip_type', 'Trip type'),
    texts('request_source', 'App'),
    dropoffZones,
  ],
};

/** Contract of the green dataset. A change of columns or meaning raises `version`. */
export const green: DatasetContract = {
  dataset: 'green',
  version: 1,
  table: 'green_trips',
  quarantineTable: 'green_trips_quarantine',
  lockTable: 'green_load_lock',
  fileName: 'green_tripdata_{month}.parquet',
  urlPath: 'green_tripdata_{month}.parquet',
  largestBytes: 200_000_000, // the largest so far has 27 MB
  firstMonth: sourceMonth('2014-01'),
  eras: greenEras,
  columns,
  timeColumn: 'pickup_datetime',
  rules,
  pickupToleranceDays: 7,
  monthsLate: 2,
  staleDays: 125, // the TLC publishes its datasets together
  republishedMonths: 12,
  publicationDeadlineDays: 150,
  quarantineLimits: { maxShare: 0.05, timesMedian: 3, medianOf: 6, withinMonths: 12, leastMonths: 3, leastShare: 0.02 },
  shrink: { leastShare: 0.5 },
  republication: {
    identifiedBy: ['VendorID', 'lpep_pickup_datetime', 'lpep_dropoff_datetime', 'PULocationID', 'DOLocationID'],
    zone: 'PULocationID',
    money: ['fare_amount', 'extra', 'mta_tax', 'tip_amount', 'tolls_amount', 'ehail_fee', 'improvement_surcharge', 'total_amount', 'congestion_surcharge', 'cbd_congestion_fee'],
    limits: { ...republicationLimits, total: 'total_amount' },
  },
  generated: greenGenerated,
  profile,
  named: namedByTaxiZones('green_trips'),
};
