import { endDay, firstDay, type SourceMonth, type SourceType } from '@tlc-elt/contracts';
import { Failed } from '../../errors.ts';
import { scanOf } from '../contract-check/duckdb-scan.ts';
import { type PhysicalColumn, readFooter } from '../contract-check/footer.ts';
import { openFile } from '../contract-check/local-file.ts';
import { Malformed } from '../contract-check/thrift.ts';
import type { NamedFile } from './file-name.ts';
import { isPlain } from './sql-words.ts';

/** What a column of a month's file holds. */
export interface ColumnSeen {
  readonly name: string;
  readonly type: SourceType;
  /** Rows with a value. */
  readonly values: number;
  /** About how many of them are different. */
  readonly different: number;
  /** Of numbers: the bounds, and the rows whose value is a fraction, less than zero, not finite. */
  readonly least: number;
  readonly most: number;
  readonly fractions: number;
  readonly negative: number;
  readonly endless: number;
  /** Bytes of the longest text. */
  readonly longest: number;
  /** Of times: the rows whose value lies in the month or so many days beside it. */
  readonly within: Readonly<Record<Tolerance, number>>;
}

/** A month's file. */
export interface MonthSeen {
  readonly file: string;
  readonly month: SourceMonth;
  readonly rows: number;
  readonly bytes: number;
  readonly columns: readonly ColumnSeen[];
}

/** Days beside a month within which a time may still be of it. */
export const tolerances = [0, 1, 7] as const;
export type Tolerance = (typeof tolerances)[number];

const TYPES: readonly string[] = [
  'INT32',
  'INT64',
  'DOUBLE',
  'TIMESTAMP_MICROS',
  'STRING',
  'DATE',
  'BOOLEAN',
] satisfies SourceType[];

/** Why no contract has a type of parquet, and what to do; another one is none that a table has. */
const NOT_CARRIED: Readonly<Record<string, string>> = {
  DECIMAL:
    'no column of the table is a NUMERIC, and a DOUBLE would round: write DOUBLE where that is exact enough, whole numbers of the smallest unit (INT64), or text',
  FLOAT:
    'a number of 32 bits beside one like 0.1 is compared as 32 bits by one engine and as 64 by the other, so that a rule would hold for different rows: write DOUBLE',
  INT96: 'it has no agreed zone: write TIMESTAMP_MICROS that is not adjusted to UTC',
  TIMESTAMP_MICROS_UTC:
    'it is an instant, and the table has wall clocks: write it as TIMESTAMP_MICROS that is not adjusted to UTC',
  TIMESTAMP_MILLIS: 'write microseconds',
  TIMESTAMP_NANOS: 'the warehouse reads nanoseconds as wrong dates: write microseconds',
};

/** Reads footer and values of a file; throws Failed where no contract could take it. */
export async function readMonth({ path, month }: NamedFile): Promise<MonthSeen> {
  const file = await openFile(path);
  try {
    const { rows, columns } = await readFooter(file);
    if (rows === 0)
      throw new Failed(`${path} is a parquet file without rows: nothing can be learned from it`);
    requireTakable(path, columns);
    const select = await scanOf(path);
    const seen = await select(columns.map((column) => statistics(column, month)));
    return {
      file: path,
      month,
      rows,
      bytes: file.bytes,
      columns: columns.map((column, index) => columnSeen(column, seen[index] as Statistics)),
    };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    throw new Failed(
      `${path} is no parquet file that can be read: ${error.message}`,
      'download it again',
      error,
    );
  } finally {
    await file.close();
  }
}

/** Throws Failed that names every column which no contract can take. */
function requireTakable(path: string, columns: readonly PhysicalColumn[]): void {
  const types = columns.filter(({ type }) => !TYPES.includes(type));
  if (types.length > 0)
    throw new Failed(
      [
        `${path} has types that no contract can take: ${types.map(({ name, type }) => `${name} is ${type}`).join(', ')}`,
        ...reasons(types),
      ].join('; '),
      `a contract takes ${TYPES.join(', ')}: ask the publisher, or convert the files before they are published to the pipeline`,
    );
  const small = columns.map(({ name }) => name.toLowerCase());
  const odd = columns.filter(
    ({ name }) =>
      !isPlain(name) || small.indexOf(name.toLowerCase()) !== small.lastIndexOf(name.toLowerCase()),
  );
  if (odd.length > 0)
    throw new Failed(
      `${path} has columns whose names SQL would need quotes for, or cannot tell apart: ${odd.map(({ name }) => JSON.stringify(name)).join(', ')}`,
      'a contract takes names of letters, digits and _ that are no words of SQL: rename them before the files are published to the pipeline',
    );
}

/** A sentence for each type, for which there is one. */
const reasons = (columns: readonly PhysicalColumn[]): string[] =>
  [...new Set(columns.map(({ type }) => type))].flatMap((type) => {
    const reason = NOT_CARRIED[type];
    return reason === undefined ? [] : [`${type}: ${reason}`];
  });

type Statistics = Readonly<Record<string, number | bigint | null>>;

/** SQL of DuckDB for what a column of the month holds. */
function statistics({ name, type }: PhysicalColumn, month: SourceMonth): string {
  const x = `"${name}"`;
  const counted = (condition: string): string => `COUNT(CASE WHEN ${condition} THEN 1 END)`;
  const parts = [`filled := COUNT(${x})`, `different := APPROX_COUNT_DISTINCT(${x})`];
  if (type === 'STRING') parts.push(`longest := MAX(STRLEN(${x}))`);
  else if (type === 'TIMESTAMP_MICROS')
    for (const days of tolerances)
      parts.push(
        `within${days} := ${counted(`${x} >= ${start(month, days)} AND ${x} < ${end(month, days)}`)}`,
      );
  else if (type !== 'DATE' && type !== 'BOOLEAN')
    parts.push(
      `least := CAST(MIN(${x}) AS DOUBLE)`,
      `most := CAST(MAX(${x}) AS DOUBLE)`,
      `fractions := ${counted(`${x} <> FLOOR(${x})`)}`,
      `negative := ${counted(`${x} < 0 AND ISFINITE(CAST(${x} AS DOUBLE))`)}`,
      `endless := ${counted(`NOT ISFINITE(CAST(${x} AS DOUBLE))`)}`,
    );
  return `STRUCT_PACK(${parts.join(', ')})`;
}

const start = (month: SourceMonth, days: number): string =>
  `(TIMESTAMP '${firstDay(month)}' - INTERVAL ${days} DAY)`;
const end = (month: SourceMonth, days: number): string =>
  `(TIMESTAMP '${endDay(month)}' + INTERVAL ${days} DAY)`;

function columnSeen({ name, type }: PhysicalColumn, seen: Statistics): ColumnSeen {
  const number = (member: string): number => Number(seen[member] ?? 0);
  return {
    name,
    type: type as SourceType,
    values: number('filled'),
    different: number('different'),
    least: number('least'),
    most: number('most'),
    fractions: number('fractions'),
    negative: number('negative'),
    endless: number('endless'),
    longest: number('longest'),
    within: { 0: number('within0'), 1: number('within1'), 7: number('within7') },
  };
}
