import {
  type DatasetContract,
  endDay,
  eraOfMonth,
  firstDay,
  type MonthShape,
  type SourceMonth,
  type SourceType,
} from '@tlc-elt/contracts';

/** A month of other size with the proportions of `whole`, at least one row of each kind; from 100 rows on. */
export function shapeOfRows(
  whole: MonthShape,
  rows: number,
  broken = Math.round((rows * whole.broken) / whole.rows),
): MonthShape {
  if (!Number.isInteger(rows) || rows < 100)
    throw new RangeError(`a month has 100 rows or more, not ${rows}`);
  if (rows % STRIDE === 0) throw new RangeError(`${rows} rows cannot be spread: give one more or one less`);
  return rows >= 1000
    ? { ...whole, rows, broken }
    : { rows, broken, previousMonth: 2, nextMonth: 1, brokenClock: 2 };
}

/** Coprime to the row count, so that `i * STRIDE % rows` visits each rank once: kinds are spread, their counts exact. */
const STRIDE = 1_000_003;

/** A number in [0, 1) that depends on row, purpose and seed alone. */
const uniform = (purpose: number, seed: number): string =>
  `(hash(i * 64 + ${purpose}, ${seed}) % 1000000) / 1000000.0`;

/** DuckDB's name of each type, and a value for a column that the contract does not describe. */
const types: Readonly<Record<SourceType, { readonly name: string; readonly value: string }>> = {
  INT32: { name: 'INTEGER', value: '1' },
  INT64: { name: 'BIGINT', value: '1' },
  DOUBLE: { name: 'DOUBLE', value: '1.0' },
  TIMESTAMP_MICROS: { name: 'TIMESTAMP', value: 'pickup' },
  STRING: { name: 'VARCHAR', value: "'N'" },
  DATE: { name: 'DATE', value: 'pickup' },
  BOOLEAN: { name: 'BOOLEAN', value: 'TRUE' },
};

function columnsOf(contract: DatasetContract, month: SourceMonth): string[] {
  const era = eraOfMonth(contract, month);
  if (!era) throw new RangeError(`${month} lies before the first published month, ${contract.firstMonth}`);
  if (era.refused) throw new RangeError(`${month} cannot be generated: ${era.refused}`);
  return era.columns.map(({ name, types: [first = 'DOUBLE'], allNullType }) => {
    const { sql = types[first].value, filledSince } = contract.generated.columns[name.toLowerCase()] ?? {};
    const empty = allNullType !== undefined && filledSince !== undefined && month < filledSince;
    const type = empty ? allNullType : first;
    return `CAST(${empty ? 'NULL' : sql} AS ${types[type].name}) AS ${name}`;
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
      WHEN r = ${afterNext} AND ${brokenClock} > 0 THEN TIMESTAMP '2009-01-01 00:10:00'
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
  const { breakings } = contract.generated;
  const sampled = Object.entries(contract.generated.sampled);
  const uniforms = Array.from({ length: 10 }, (_, n) => `${uniform(n, seed)} AS u${n}`);
  return `WITH numbered AS (
    SELECT i, (i * ${STRIDE}) % ${shape.rows} AS r, ${uniforms.join(', ')} FROM range(${shape.rows}) AS rows(i)
  ), sampled AS (
    SELECT *, ${pickupSql(month, shape)} AS pickup,
      ${sampled.map(([name, sql]) => `${sql} AS ${name},\n      `).join('')}CASE WHEN r < ${shape.broken} THEN r % ${breakings} ELSE -1 END AS breaks
    FROM numbered
  )
  SELECT ${columnsOf(contract, month).join(',\n    ')}
  FROM sampled`;
}
