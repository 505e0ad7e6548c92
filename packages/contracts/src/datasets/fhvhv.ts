import type { ColumnContract, DatasetContract, Rule } from '../dataset/contract.ts';
import { sourceMonth } from '../input/month.ts';
import { namedByTaxiZones } from '../lookups/taxi-zones.ts';
import type { ProfileContract } from '../profile/contract.ts';
import { fhvhvEras } from './fhvhv-eras.ts';
import { fhvhvGenerated } from './fhvhv-generated.ts';
import { dollars, dropoffZones, miles, pickupZones, seconds, speedIn, texts, tips } from './measures.ts';
import { republicationLimits } from './republication-limits.ts';
import { below, finite, notNegative, pickupInSourceMonth } from './rules.ts';

// Meanings: TLC, "Data Dictionary – High Volume FHV Trip Records", 2025.
const columns: readonly ColumnContract[] = [
  { name: 'hvfhs_license_num', type: 'VARCHAR(255)', source: 'hvfhs_license_num', description: 'Licence of the company: HV0002 Juno, HV0003 Uber, HV0004 Via, HV0005 Lyft.' },
  { name: 'dispatching_base_num', type: 'VARCHAR(255)', source: 'dispatching_base_num', description: 'Licence number of the base that dispatched the trip.' },
  { name: 'originating_base_num', type: 'VARCHAR(255)', source: 'originating_base_num', description: 'Base that received the request; NULL for Lyft and Via.' },
  { name: 'request_datetime', type: 'TIMESTAMP', source: 'request_datetime', description: 'When the passenger asked to be picked up: New York wall clock, without time zone. Reserved trips are asked for days before.' },
  { name: 'on_scene_datetime', type: 'TIMESTAMP', source: 'on_scene_datetime', description: 'When the driver was there (accessible vehicles only, by the TLC); NULL for Lyft and Via.' },
  { name: 'pickup_datetime', type: 'TIMESTAMP', source: 'pickup_datetime', description: 'When the trip began: New York wall clock, without time zone.' },
  { name: 'dropoff_datetime', type: 'TIMESTAMP', source: 'dropoff_datetime', description: 'When the trip ended: New York wall clock, without time zone.' },
  { name: 'pickup_location_id', type: 'INTEGER', source: 'PULocationID', description: 'Taxi zone of the pickup (1–263; 264 and 265 unknown).' },
  { name: 'dropoff_location_id', type: 'INTEGER', source: 'DOLocationID', description: 'Taxi zone of the dropoff (1–263; 264 and 265 unknown).' },
  { name: 'trip_miles', type: 'DOUBLE PRECISION', source: 'trip_miles', description: 'Miles of the trip with the passenger.' },
  { name: 'trip_time', type: 'INTEGER', source: 'trip_time', description: 'Seconds of the trip with the passenger.' },
  {
    name: 'base_passenger_fare',
    type: 'DOUBLE PRECISION',
    source: 'base_passenger_fare',
    description: 'Fare before tolls, tips, taxes and fees, US dollars; less than zero where the company gave more back, zero for who shares a ride that another pays.',
  },
  { name: 'tolls', type: 'DOUBLE PRECISION', source: 'tolls', description: 'All tolls paid in the trip, US dollars.' },
  { name: 'bcf', type: 'DOUBLE PRECISION', source: 'bcf', description: 'Collected for the Black Car Fund, US dollars.' },
  { name: 'sales_tax', type: 'DOUBLE PRECISION', source: 'sales_tax', description: 'Collected for sales tax of the state, US dollars.' },
  { name: 'congestion_surcharge', type: 'DOUBLE PRECISION', source: 'congestion_surcharge', description: 'Congestion surcharge of the state, US dollars.' },
  { name: 'airport_fee', type: 'DOUBLE PRECISION', source: 'airport_fee', description: '$2.50 for pickup and for dropoff at LaGuardia, Newark and John F. Kennedy; empty in months before 2020-11.' },
  { name: 'cbd_congestion_fee', type: 'DOUBLE PRECISION', source: 'cbd_congestion_fee', optional: true, description: "Fee of the MTA's Congestion Relief Zone, US dollars; since 2025-01-05." },
  { name: 'tips', type: 'DOUBLE PRECISION', source: 'tips', description: 'Tips of the passenger, US dollars.' },
  { name: 'driver_pay', type: 'DOUBLE PRECISION', source: 'driver_pay', description: 'Pay of the driver without tolls and tips, after commission, surcharges and taxes, US dollars.' },
  { name: 'shared_request_flag', type: 'VARCHAR(255)', source: 'shared_request_flag', description: 'Y where the passenger agreed to share the ride, matched or not; else N.' },
  { name: 'shared_match_flag', type: 'VARCHAR(255)', source: 'shared_match_flag', description: 'Y where the passenger shared the vehicle with another booking at any time; else N.' },
  { name: 'access_a_ride_flag', type: 'VARCHAR(255)', source: 'access_a_ride_flag', description: 'Y where the MTA had the trip made, N where not; a blank, as published, where the company does not say (Uber).' },
  { name: 'wav_request_flag', type: 'VARCHAR(255)', source: 'wav_request_flag', description: 'Y where the passenger asked for a wheelchair-accessible vehicle; else N.' },
  { name: 'wav_match_flag', type: 'VARCHAR(255)', source: 'wav_match_flag', description: 'Y where the vehicle was wheelchair-accessible; else N. NULL before 2019-04.' },
  { name: 'source_month', type: 'DATE', description: 'First day of the month that names the published file; the key of a load.' },
];

// Shares: of the 500 rows of 2020-04, counted by glue-scripts/tests/transform/test_datasets.py. Fares and pay may be zero or negative: 0.2% of the
// rows have a negative base fare, 1.4% no pay of the driver, and the TLC means both.
const rules: readonly Rule[] = [
  // 0%. Which company drove is what the record is for.
  {
    name: 'hvfhs_license_num_present',
    sentence: 'The company is named.',
    sql: 'hvfhs_license_num IS NOT NULL',
  },
  // 0%. A trip may have no miles; a thousand are none of a trip.
  below(1000, 'trip_miles', 'The distance in miles'),
  // 0%.
  notNegative('trip_time', 'The time'),
  // 0%.
  finite('base_passenger_fare', 'The base fare'),
  // 0%.
  finite('driver_pay', 'The pay'),
  // 0%.
  pickupInSourceMonth('pickup_datetime', 'one day'),
];

const profile: ProfileContract = {
  zones: pickupZones,
  measures: [miles('trip_miles'), seconds('trip_time'), speedIn('trip_miles', 'trip_time'), dollars('base_passenger_fare', 'Base fare'), tips('tips'), dollars('driver_pay', 'Pay of the driver')],
  categories: [
    texts('hvfhs_license_num', 'Company'),
    texts('dispatching_base_num', 'Dispatching base'),
    texts('originating_base_num', 'Originating base'),
    texts('shared_request_flag', 'Shared ride asked for'),
    texts('shared_match_flag', 'Shared ride'),
    texts('access_a_ride_flag', 'Access-A-Ride'),
    texts('wav_request_flag', 'Accessible vehicle asked for'),
    texts('wav_match_flag', 'Accessible vehicle'),
    dropoffZones,
  ],
};

/** Contract of the fhvhv dataset. A change of columns or meaning raises `version`. */
export const fhvhv: DatasetContract = {
  dataset: 'fhvhv',
  version: 1,
  table: 'fhvhv_trips',
  quarantineTable: 'fhvhv_trips_quarantine',
  lockTable: 'fhvhv_load_lock',
  fileName: 'fhvhv_tripdata_{month}.parquet',
  urlPath: 'fhvhv_tripdata_{month}.parquet',
  largestBytes: 2_500_000_000, // the largest so far has 611 MB
  firstMonth: sourceMonth('2019-02'),
  eras: fhvhvEras,
  columns,
  timeColumn: 'pickup_datetime',
  rules,
  pickupToleranceDays: 1,
  monthsLate: 2,
  staleDays: 125, // the TLC publishes its datasets together
  republishedMonths: 12,
  publicationDeadlineDays: 150,
  quarantineLimits: { maxShare: 0.02, timesMedian: 3, medianOf: 6, withinMonths: 12, leastMonths: 3, leastShare: 0.005 },
  shrink: { leastShare: 0.5 },
  republication: {
    identifiedBy: ['hvfhs_license_num', 'pickup_datetime', 'dropoff_datetime', 'PULocationID', 'DOLocationID'],
    zone: 'PULocationID',
    money: ['base_passenger_fare', 'tolls', 'bcf', 'sales_tax', 'congestion_surcharge', 'airport_fee', 'cbd_congestion_fee', 'tips', 'driver_pay'],
    limits: { ...republicationLimits, total: 'base_passenger_fare' },
  },
  generated: fhvhvGenerated,
  profile,
  named: namedByTaxiZones('fhvhv_trips'),
};
