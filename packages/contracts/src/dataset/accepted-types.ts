import type { ColumnType, DatasetContract, SourceColumn, SourceType } from './contract.ts';

/** Bytes of the longest text that a column of a trips table holds: `VARCHAR(255)`, whatever the column. */
export const MOST_TEXT_BYTES = 255;

/**
 * Ways in which the values of a column are judged: what is expected, in words, SQL of DuckDB that is true for a wrong
 * value, and SQL of the value that is shown. Engines would round or wrap what INTEGER cannot hold; parquet has dates of
 * years that one engine or the warehouse lacks. NaN is greater than any number.
 */
export const valueChecks = {
  integer: {
    expected: 'whole numbers that INTEGER can hold',
    wrong: '{column} < -2147483648 OR {column} > 2147483647 OR {column} <> FLOOR({column})',
    shown: '{column}',
  },
  text: {
    expected: `texts of at most ${MOST_TEXT_BYTES} bytes`,
    wrong: `STRLEN({column}) > ${MOST_TEXT_BYTES}`,
    shown: "LEFT({column}, 40) || ' …'",
  },
  date: {
    expected: 'dates of the years 1 to 9999',
    wrong: "{column} < DATE '0001-01-01' OR {column} > DATE '9999-12-31'",
    shown: 'CAST({column} AS VARCHAR)',
  },
  null: { expected: 'only NULL of this type', wrong: '{column} IS NOT NULL', shown: '{column}' },
} as const;

/** Every value is right, or those that pass a check. */
export type ValueCheck = 'any' | keyof typeof valueChecks;

/** What a file may have in a source column: its types in words, and by the footer's type its values. */
export interface AcceptedTypes {
  readonly expected: string;
  readonly accepts: Readonly<Record<string, ValueCheck>>;
}

/** Whether the table keeps a source column as a type. */
const isKeptAs = (contract: DatasetContract, source: string, type: ColumnType): boolean =>
  contract.columns.some((column) => column.source === source && column.type === type);

/** Whether the table keeps a source column as INTEGER. */
export const isInteger = (contract: DatasetContract, source: string): boolean =>
  isKeptAs(contract, source, 'INTEGER');

/** Whether the table keeps a source column as a text. */
export const isText = (contract: DatasetContract, source: string): boolean =>
  isKeptAs(contract, source, `VARCHAR(${MOST_TEXT_BYTES})`);

/** The decision of IngestRaw and of `ops contract check` about a column of an era, made once for both. */
export function acceptedTypes(contract: DatasetContract, column: SourceColumn): AcceptedTypes {
  const { name, types, allNullType } = column;
  const words = types.join(' or ');
  const check = (type: SourceType): ValueCheck => {
    if (isInteger(contract, name) && (type === 'INT64' || type === 'DOUBLE')) return 'integer';
    if (isText(contract, name) && type === 'STRING') return 'text';
    if (type === 'DATE' && types.includes(type)) return 'date';
    return types.includes(type) ? 'any' : 'null';
  };
  const all = allNullType === undefined ? types : [...types, allNullType];
  return {
    expected: allNullType === undefined ? words : `${words} (${allNullType} where all are NULL)`,
    accepts: Object.fromEntries(all.map((type) => [type, check(type)])),
  };
}
