import { type DatasetContract, endDay, eraOfMonth, firstDay, type SourceMonth } from '@tlc-elt/contracts';

/** How many rows a generated month has, and of which kind. */
export interface MonthShape {
  readonly rows: number;
  /** Rows that break one or more of the three positive-amount rules. */
  readonly broken: number;
  /** Sound rows with a pickup in the previous month, within a day of this one. */
  readonly previousMonth: number;
  /** Sound rows with a pickup in the next month, within a day of this one. */
  readonly nextMonth: number;
  /** Sound rows with a broken clock: one in 2009-01, the others in 2008-12. */
  readonly brokenClock: number;
}

/** The counts of the TLC's own file of 2024-09: 3,483,725 rows pass the three filters inside the month, 48 outside it. */
export const REFERENCE_SHAPE: MonthShape = {
  rows: 3_633_030,
  broken: 149_257,
  previousMonth: 30,
  nextMonth: 15,
  brokenClock: 3,
};

/** A month of other size with the proportions of the reference, at least one row of each kind; from 100 rows on. */
export function shapeOfRows(
  rows: number,
  broken = Math.round((rows * REFERENCE_SHAPE.broken) / REFERENCE_SHAPE.rows),
): MonthShape {
  if (!Number.isInteger(rows) || rows < 100)
    throw new RangeError(`a month has 100 rows or more, not ${rows}`);
  if (rows % STRIDE === 0) throw new RangeError(`${rows} rows cannot be spread: give one more or one less`);
  return rows >= 1000
    ? { ...REFERENCE_SHAPE, rows, broken }
    : { rows, broken, previousMonth: 2, nextMonth: 1, brokenClock: 2 };
}

/** Coprime to the row count, so that `i * STRIDE % rows` visits each rank once: kinds are spread, their counts exact. */
const STRIDE = 1_000_003;

/** A number in [0, 1) that depends on row, purpose and seed alone. */
const uniform = (purpose: number, seed: number): string =>
  `(hash(i * 64 + ${purpose}, ${seed}) % 1000000) / 1000000.0`;

/** Values of each source column, over i (row), r (rank), u0…u9 (uniform numbers) and the columns of `sampled`. */
const values: Readonly<Record<string, string>> = {
  VendorID: 'CASE WHEN u0 < 0.76 THEN 2 WHEN u0 < 0.995 THEN 1 ELSE 6 END',
  tpep_pickup_datetime: 'pickup',
  tpep_dropoff_datetime: 'pickup + to_seconds(CAST(60 + miles * (150 + 300 * u2) AS BIGINT))',
  passenger_count:
    'CASE WHEN flex THEN NULL WHEN u3 < 0.78 THEN 1 WHEN u3 < 0.92 THEN 2 WHEN u3 < 0.96 THEN 3 WHEN u3 < 0.985 THEN 4 ELSE 5 END',
  trip_distance: 'CASE WHEN breaks IN (0, 3) THEN 0 ELSE miles END',
  RatecodeID:
    'CASE WHEN flex THEN NULL WHEN u4 < 0.93 THEN 1 WHEN u4 < 0.97 THEN 2 WHEN u4 < 0.99 THEN 5 ELSE 99 END',
  store_and_fwd_flag: "CASE WHEN flex THEN NULL WHEN u4 < 0.004 THEN 'Y' ELSE 'N' END",
  PULocationID: '1 + CAST(floor(264 * u5 * u5 + 0.999 * (1 - u5)) AS INTEGER)',
  DOLocationID: '1 + CAST(floor(264 * u6) AS INTEGER)',
  payment_type:
    'CASE WHEN flex THEN 0 WHEN u7 < 0.8 THEN 1 WHEN u7 < 0.96 THEN 2 WHEN u7 < 0.97 THEN 3 ELSE 4 END',
  fare_amount: 'CASE WHEN breaks IN (1, 3) THEN -fare ELSE fare END',
  extra: 'CASE WHEN u8 < 0.4 THEN 0.0 WHEN u8 < 0.7 THEN 2.5 ELSE 1.0 END',
  mta_tax: '0.5',
  tip_amount: 'tip',
  tolls_amount: 'CASE WHEN u8 < 0.92 THEN 0.0 ELSE 6.94 END',
  improvement_surcharge: '1.0',
  total_amount: 'CASE WHEN breaks IN (2, 3) THEN -(fare + tip + 4) ELSE round(fare + tip + 4, 2) END',
  congestion_surcharge: 'CASE WHEN flex THEN NULL WHEN u9 < 0.92 THEN 2.5 ELSE 0.0 END',
  airport_fee: 'CASE WHEN flex THEN NULL WHEN u9 < 0.9 THEN 0.0 ELSE 1.75 END',
  cbd_congestion_fee: 'CASE WHEN u8 < 0.75 THEN 0.75 ELSE 0.0 END',
  request_source: "CASE WHEN flex THEN (CASE WHEN u8 < 0.6 THEN 'HV0003' ELSE 'HV0005' END) END",
};

/** First month in which the TLC filled a column; before it the column is all NULL. */
const filledSince: Readonly<Record<string, string>> = {
  congestion_surcharge: '2019-01',
  airport_fee: '2021-01',
};

const duckdbTypes = {
  INT32: 'INTEGER',
  INT64: 'BIGINT',
  DOUBLE: 'DOUBLE',
  TIMESTAMP_MICROS: 'TIMESTAMP',
  STRING: 'VARCHAR',
} as const;

function columnsOf(contract: DatasetContract, month: SourceMonth): string[] {
  const era = eraOfMonth(contract, month);
  if (!era) throw new RangeError(`${month} lies before the first published month, ${contract.firstMonth}`);
  if (era.refused) throw new RangeError(`${month} cannot be generated: ${era.refused}`);
  return era.columns.map(({ name, types, allNullType }) => {
    const lower = Object.keys(values).find((key) => key.toLowerCase() === name.toLowerCase()) ?? '';
    const empty = allNullType !== undefined && month < (filledSince[lower] ?? '');
    const type = duckdbTypes[empty ? allNullType : (types[0] ?? 'DOUBLE')];
    return `CAST(${empty ? 'NULL' : values[lower]} AS ${type}) AS ${name}`;
  });
}

/** Pickup of a row by its rank: the kinds of `shape` first, all others spread over the month with a day's rhythm. */
function pickupSql(month: SourceMonth, shape: MonthShape): string {
  const { broken, previousMonth, nextMonth, brokenClock } = shape;
  const [start, end] = [`TIMESTAMP '${firstDay(month)}'`, `TIMESTAMP '${endDay(month)}'`];
  const afterPrevious = broken + previousMonth;
  const afterNext = afterPrevious + nextMonth;
  const seconds = `date_diff('second', ${start}, ${end})`;
  return `CASE
      WHEN r >= ${broken} AND r < ${afterPrevious} THEN ${start} - to_seconds(1 + CAST(u1 * 3600 AS BIGINT))
      WHEN r >= ${afterPrevious} AND r < ${afterNext} THEN ${end} + to_seconds(CAST(u1 * 3600 AS BIGINT))
      WHEN r = ${afterNext} THEN TIMESTAMP '2009-01-01 00:10:00'
      WHEN r > ${afterNext} AND r < ${afterNext + brokenClock} THEN TIMESTAMP '2008-12-31 23:00:00' + to_seconds(r % 3600)
      ELSE ${start} + to_seconds(least(${seconds} - 1, CAST(floor((i + u1 * 4000) * ${seconds} / (${shape.rows} + 4000)) AS BIGINT)))
    END`;
}

/** SELECT of a whole generated month in the era's physical schema; the same text for the same arguments. */
export function monthSql(
  contract: DatasetContract,
  month: SourceMonth,
  shape: MonthShape,
  seed: number,
): string {
  if (shape.rows % STRIDE === 0)
    throw new RangeError(`${shape.rows} rows: choose a count that ${STRIDE} does not divide`);
  const uniforms = Array.from({ length: 10 }, (_, n) => `${uniform(n, seed)} AS u${n}`);
  return `WITH numbered AS (
    SELECT i, (i * ${STRIDE}) % ${shape.rows} AS r, ${uniforms.join(', ')} FROM range(${shape.rows}) AS rows(i)
  ), sampled AS (
    SELECT *, ${pickupSql(month, shape)} AS pickup,
      round(0.3 - 2.4 * ln(1 - 0.9999 * u2), 2) AS miles,
      round(3 + 12 * (0.3 - 2.4 * ln(1 - 0.9999 * u2)) / 2.5, 1) AS fare,
      CASE WHEN u7 < 0.75 THEN round((2 + 8 * u6) * (0.5 + u5), 2) ELSE 0.0 END AS tip,
      u3 * u5 < 0.03 AS flex,
      CASE WHEN r < ${shape.broken} THEN r % 4 ELSE -1 END AS breaks
    FROM numbered
  )
  SELECT ${columnsOf(contract, month).join(',\n    ')}
  FROM sampled`;
}
