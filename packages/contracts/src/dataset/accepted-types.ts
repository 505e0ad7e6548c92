import type { DatasetContract, SourceColumn, SourceType } from './contract.ts';

/** The quarantine keeps all source columns of a row as JSON in a VARCHAR(65535): two texts and all numbers fit into it. */
export const MOST_TEXT_BYTES = 32_000;

/** Bytes of a character in JSON, at most: a control character becomes an escape of six. */
const LONGEST_ESCAPE = 6;

/**
 * Ways in which the values of a column are judged: what is expected, in words, SQL of DuckDB that is true for a wrong
 * value, and SQL of the value that is shown. Engines would round or wrap what INTEGER cannot hold. NaN is greater than
 * any number.
 */
export const valueChecks = {
  integer: {
    expected: 'whole numbers that INTEGER can hold',
    wrong: '{column} < -2147483648 OR {column} > 2147483647 OR {column} <> FLOOR({column})',
    shown: '{column}',
  },
  null: { expected: 'only NULL of this type', wrong: '{column} IS NOT NULL', shown: '{column}' },
  text: {
    expected: `text of at most ${MOST_TEXT_BYTES} bytes as JSON`,
    wrong: `CASE WHEN STRLEN({column}) > ${Math.floor(MOST_TEXT_BYTES / LONGEST_ESCAPE)} THEN STRLEN(CAST(TO_JSON({column}) AS VARCHAR)) > ${MOST_TEXT_BYTES} ELSE FALSE END`,
    shown: "LEFT({column}, 40) || '…'",
  },
} as const;

/** Every value is right, or those that pass a check. */
export type ValueCheck = 'any' | keyof typeof valueChecks;

/** What a file may have in a source column: its types in words, and by the footer's type its values. */
export interface AcceptedTypes {
  readonly expected: string;
  readonly accepts: Readonly<Record<string, ValueCheck>>;
}

/** Whether the table keeps a source column as INTEGER. */
export const isInteger = (contract: DatasetContract, source: string): boolean =>
  contract.columns.some((column) => column.source === source && column.type === 'INTEGER');

/** The decision of IngestRaw and of `ops contract check` about a column of an era, made once for both. */
export function acceptedTypes(contract: DatasetContract, column: SourceColumn): AcceptedTypes {
  const { name, types, allNullType } = column;
  const words = types.join(' or ');
  const check = (type: SourceType): ValueCheck => {
    if (isInteger(contract, name) && (type === 'INT64' || type === 'DOUBLE')) return 'integer';
    if (!types.includes(type)) return 'null';
    return type === 'STRING' ? 'text' : 'any';
  };
  const all = allNullType === undefined ? types : [...types, allNullType];
  return {
    expected: allNullType === undefined ? words : `${words} (${allNullType} where all are NULL)`,
    accepts: Object.fromEntries(all.map((type) => [type, check(type)])),
  };
}
