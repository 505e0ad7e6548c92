import type { ColumnContract, DatasetContract, Rule } from '../dataset/contract.ts';
import { sourceMonth } from '../input/month.ts';
import { namedByTaxiZones } from '../lookups/taxi-zones.ts';
import type { ProfileContract } from '../profile/contract.ts';
import { dollars, dropoffZones, duration, miles, numbers, pickupZones, speedBetween, tippedPayments, tips } from './measures.ts';
import { republicationLimits } from './republication-limits.ts';
import { pickupInSourceMonth } from './rules.ts';
import { yellowEras } from './yellow-eras.ts';
import { yellowGenerated } from './yellow-generated.ts';

// Meanings: TLC, "Data Dictionary – Yellow Taxi Trip Records", 2025.
const columns: readonly ColumnContract[] = [
  { name: 'vendor_id', type: 'INTEGER', source: 'VendorID', description: 'Provider of the record: 1 Creative Mobile Technologies, 2 Curb Mobility, 6 Myle Technologies, 7 Helix.' },
  { name: 'pickup_datetime', type: 'TIMESTAMP', source: 'tpep_pickup_datetime', description: 'When the meter was engaged: New York wall clock, without time zone.' },
  { name: 'dropoff_datetime', type: 'TIMESTAMP', source: 'tpep_dropoff_datetime', description: 'When the meter was disengaged: New York wall clock, without time zone.' },
  { name: 'passenger_count', type: 'INTEGER', source: 'passenger_count', description: 'Passengers, as the driver entered them; NULL for Flex fares.' },
  { name: 'trip_distance', type: 'DOUBLE PRECISION', source: 'trip_distance', description: 'Miles by the taximeter.' },
  { name: 'pickup_location_id', type: 'INTEGER', source: 'PULocationID', description: 'Taxi zone of the pickup (1–263; 264 and 265 unknown).' },
  { name: 'dropoff_location_id', type: 'INTEGER', source: 'DOLocationID', description: 'Taxi zone of the dropoff (1–263; 264 and 265 unknown).' },
  { name: 'payment_type', type: 'INTEGER', source: 'payment_type', description: '0 Flex fare, 1 credit card, 2 cash, 3 no charge, 4 dispute, 5 unknown, 6 voided.' },
  { name: 'fare_amount', type: 'DOUBLE PRECISION', source: 'fare_amount', description: 'Time-and-distance fare by the meter, US dollars.' },
  { name: 'tip_amount', type: 'DOUBLE PRECISION', source: 'tip_amount', description: 'Credit-card tips, US dollars; cash tips are not recorded.' },
  { name: 'total_amount', type: 'DOUBLE PRECISION', source: 'total_amount', description: 'What the passenger was charged, US dollars, without cash tips.' },
  { name: 'source_month', type: 'DATE', description: 'First day of the month that names the published file; the key of a load.' },
];

const positive = (column: string, thing: string): Rule => ({
  name: `${column}_positive`,
  sentence: `${thing} is a number greater than zero: neither NaN nor infinite.`,
  // NaN is greater than any number in both engines, infinity too.
  sql: `${column} > 0 AND ${column} < CAST('Infinity' AS DOUBLE)`,
});

const rules: readonly Rule[] = [positive('trip_distance', 'The distance'), positive('fare_amount', 'The fare'), positive('total_amount', 'The total'), pickupInSourceMonth('tpep_pickup_datetime', 'one day')];

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
  categories: [numbers('vendor_id', 'Vendor'), numbers('passenger_count', 'Passengers'), numbers('payment_type', 'Payment'), tippedPayments, dropoffZones],
};

/** Contract of the yellow dataset. A change of columns or meaning raises `version`. */
export const yellow: DatasetContract = {
  dataset: 'yellow',
  version: 2,
  table: 'yellow_trips',
  quarantineTable: 'yellow_trips_quarantine',
  lockTable: 'load_lock',
  isDefault: true,
  fileName: 'yellow_tripdata_{month}.parquet',
  urlPath: 'yellow_tripdata_{month}.parquet',
  largestBytes: 2_000_000_000, // the largest so far has 0.5 GB
  firstMonth: sourceMonth('2009-01'),
  eras: yellowEras,
  columns,
  timeColumn: 'pickup_datetime',
  rules,
  pickupToleranceDays: 1,
  monthsLate: 2,
  staleDays: 125, // the longest lag that was seen is 121 days
  republishedMonths: 12,
  publicationDeadlineDays: 150,
  quarantineLimits: { maxShare: 0.15, timesMedian: 3, medianOf: 6, withinMonths: 12, leastMonths: 3, leastShare: 0.02 },
  shrink: { leastShare: 0.5 },
  republication: {
    identifiedBy: ['VendorID', 'tpep_pickup_datetime', 'tpep_dropoff_datetime', 'PULocationID', 'DOLocationID'],
    zone: 'PULocationID',
    money: ['fare_amount', 'extra', 'mta_tax', 'tip_amount', 'tolls_amount', 'improvement_surcharge', 'total_amount', 'congestion_surcharge', 'Airport_fee', 'cbd_congestion_fee'],
    limits: { ...republicationLimits, total: 'total_amount' },
  },
  generated: yellowGenerated,
  profile,
  named: namedByTaxiZones('yellow_trips'),
};
