import { RELOAD, type Tampered, type Tampering } from './tampering.ts';

const TRIPS = 'yellow_trips';
const REJECTED = 'yellow_trips_quarantine';

/** The condition of the trips that began first, or last. */
const extreme = ({ where }: Tampered, which: 'MIN' | 'MAX'): string =>
  `pickup_datetime = (SELECT ${which}(pickup_datetime) FROM ${TRIPS} ${where})`;
const update =
  (set: string, which: 'MIN' | 'MAX' = 'MIN') =>
  (month: Tampered) =>
    month.write(`UPDATE ${TRIPS} SET ${set} ${month.where} AND ${extreme(month, which)}`);
const oneRejected = ({ where }: Tampered, which: 'MIN' | 'MAX' = 'MIN'): string =>
  `source_row = (SELECT ${which}(source_row) FROM ${REJECTED} ${where})`;

const ofTrips = { finds: ['table_values_differ'], depth: 'quick', advice: RELOAD } as const;
const ofRejected = { finds: ['quarantine_values_differ'], depth: 'quick', advice: RELOAD } as const;

/** Rows and values of both tables. */
export const warehouseTampering: readonly Tampering[] = [
  { what: 'changed a fare', act: update('fare_amount = fare_amount + 0.01'), ...ofTrips },
  {
    what: 'changed two fares so that their sum stays',
    act: async (month) => {
      await update('fare_amount = fare_amount + 1', 'MIN')(month);
      await update('fare_amount = fare_amount - 1', 'MAX')(month);
    },
    ...ofTrips,
  },
  {
    what: 'swapped the tips of two trips',
    act: async (month) => {
      const tip = (which: 'MIN' | 'MAX'): string =>
        `(SELECT MAX(tip_amount) FROM ${TRIPS} ${month.where} AND ${extreme(month, which)})`;
      await update('tip_amount = 7.25')(month);
      await update('tip_amount = 8.75', 'MAX')(month);
      await month.write(
        `UPDATE ${TRIPS} SET tip_amount = ${tip('MIN')} + ${tip('MAX')} - tip_amount ${month.where} AND (${extreme(month, 'MIN')} OR ${extreme(month, 'MAX')})`,
      );
    },
    ...ofTrips,
  },
  { what: 'made a value NULL', act: update('trip_distance = NULL'), ...ofTrips },
  {
    what: 'moved a dropoff by a microsecond',
    act: update("dropoff_datetime = dropoff_datetime + INTERVAL '1 microsecond'"),
    ...ofTrips,
  },
  {
    what: 'deleted a trip and doubled another',
    act: async (month) => {
      await month.write(`DELETE FROM ${TRIPS} ${month.where} AND ${extreme(month, 'MIN')}`);
      await month.write(
        `INSERT INTO ${TRIPS} SELECT * FROM ${TRIPS} ${month.where} AND ${extreme(month, 'MAX')}`,
      );
    },
    ...ofTrips,
  },
  {
    what: 'deleted a trip',
    act: (month) => month.write(`DELETE FROM ${TRIPS} ${month.where} AND ${extreme(month, 'MIN')}`),
    ...ofTrips,
    finds: ['table_rows_differ'],
  },
  {
    what: 'doubled the month',
    act: (month) => month.write(`INSERT INTO ${TRIPS} SELECT * FROM ${TRIPS} ${month.where}`),
    ...ofTrips,
    finds: ['doubled_month'],
  },
  {
    what: 'deleted every trip of the month',
    act: (month) => month.write(`DELETE FROM ${TRIPS} ${month.where}`),
    ...ofTrips,
    finds: ['ledger_without_rows'],
  },
  {
    what: 'moved a trip to another month, which was never loaded',
    act: (month) =>
      month.write(
        `UPDATE ${TRIPS} SET source_month = '2031-05-01' ${month.where} AND ${extreme(month, 'MIN')}`,
      ),
    finds: ['rows_without_ledger'],
    depth: 'quick',
    where: { month: '2031-05' },
    advice: /ops sql --write "DELETE FROM yellow_trips WHERE source_month = '2031-05-01'"$/,
  },
  {
    what: 'taken the month from a trip',
    act: (month) =>
      month.write(`UPDATE ${TRIPS} SET source_month = NULL ${month.where} AND ${extreme(month, 'MIN')}`),
    finds: ['rows_of_no_month'],
    depth: 'quick',
    where: { beside: 'yellow_trips ' },
    advice: /^look at them, then: .* ops sql --write "DELETE FROM yellow_trips WHERE source_month IS NULL"$/,
  },
  {
    what: 'changed the rule that a rejected row broke',
    act: (month) =>
      month.write(
        `UPDATE ${REJECTED} SET broken_rules = 'total_amount_positive,pickup_in_source_month' ${month.where} AND ${oneRejected(month)}`,
      ),
    ...ofRejected,
  },
  {
    what: 'changed a value of a rejected row',
    act: (month) =>
      month.write(
        `UPDATE ${REJECTED} SET source_row = REPLACE(source_row, '"VendorID":', '"VendorID": ') ${month.where} AND ${oneRejected(month)}`,
      ),
    ...ofRejected,
  },
  {
    what: 'given rejected rows to another run',
    act: (month) =>
      month.write(
        `UPDATE ${REJECTED} SET run_id = 'yellow-${month.month}-r8' ${month.where} AND ${oneRejected(month)}`,
      ),
    ...ofRejected,
    finds: ['quarantine_table_differs'],
  },
  {
    what: 'deleted a rejected row and doubled another',
    act: async (month) => {
      await month.write(`DELETE FROM ${REJECTED} ${month.where} AND ${oneRejected(month)}`);
      await month.write(
        `INSERT INTO ${REJECTED} SELECT * FROM ${REJECTED} ${month.where} AND ${oneRejected(month, 'MAX')}`,
      );
    },
    ...ofRejected,
  },
  {
    what: 'moved the rejected rows to a day within the month',
    act: (month) => month.write(`UPDATE ${REJECTED} SET source_month = '${month.month}-15' ${month.where}`),
    finds: ['rows_of_no_month'],
    depth: 'quick',
    where: { beside: 'yellow_trips_quarantine ' },
    advice: /^look at them, then: .* "DELETE FROM yellow_trips_quarantine WHERE source_month = 'MONTH-15'"$/,
  },
];
