import { isInteger, valueChecks } from '../dataset/accepted-types.ts';
import type { ColumnContract, DatasetContract, Era, Rule } from '../dataset/contract.ts';

// SQL that DuckDB and Spark share. Identifiers stand without quotes: both engines are case-insensitive.
// Placeholders, replaced by the jobs: {source} {annotated} {source_month} {run_id} {window_start} {window_end}.

/** A rule's name where the row breaks it, else NULL. NULL breaks every rule. */
const brokenRule = (rule: Rule): string => `CASE WHEN ${rule.sql} THEN NULL ELSE '${rule.name}' END`;

/** Every source column, then `broken_rules`: the names of the broken rules joined by ','. */
export const annotatedSelect = (contract: DatasetContract): string =>
  `SELECT *,\n  CONCAT_WS(',',\n    ${contract.rules.map(brokenRule).join(',\n    ')}\n  ) AS broken_rules\nFROM {source}`;

/** A type of the table as both engines call it; that a text fits is checked before (`valueChecks.text`). */
const sqlType = (type: ColumnContract['type']): string => {
  if (type === 'DOUBLE PRECISION') return 'DOUBLE';
  return type.startsWith('VARCHAR') ? 'STRING' : type;
};

/** Optional source columns that the era's files lack, as NULLs to select beside `*`; empty for most eras. */
export const missingColumns = (contract: DatasetContract, era: Era): string[] =>
  contract.columns.flatMap(({ source, optional, type }) =>
    source !== undefined && optional && !era.columns.some(({ name }) => name === source)
      ? [`CAST(NULL AS ${sqlType(type)}) AS ${source}`]
      : [],
  );

/** Whether some months have no value of a source column, and another type for it. */
const mayBeEmpty = ({ eras }: DatasetContract, source: string): boolean =>
  eras.some(({ columns }) =>
    columns.some(({ name, allNullType }) => name === source && allNullType !== undefined),
  );

/** What a column of the trips table is, over the columns of the source file. */
export const columnValue = (contract: DatasetContract, { type, source }: ColumnContract): string => {
  if (source === undefined) return "CAST('{source_month}-01' AS DATE)";
  if (type === 'TIMESTAMP') return source;
  // Neither engine casts a number to a date, not even where all of them are NULL.
  const value = type === 'DATE' && mayBeEmpty(contract, source) ? `CAST(${source} AS STRING)` : source;
  return `CAST(${value} AS ${sqlType(type)})`;
};

const expression = (contract: DatasetContract, column: ColumnContract): string =>
  `${columnValue(contract, column)} AS ${column.name}`;

/**
 * Condition of the rows that break no rule; true or false, never NULL. A plain filter costs a scan far less than
 * the names of the broken rules. COALESCE also keeps both engines from judging a row group by its statistics, which
 * leave NaN out ("Statistics", parquet-format), although both hold NaN greater than any number.
 */
export const acceptingCondition = (contract: DatasetContract): string =>
  contract.rules.map((rule) => `COALESCE(${rule.sql}, FALSE)`).join('\n  AND ');

/** The rows of the trips table, positional as the table. */
export const acceptedSelect = (contract: DatasetContract): string =>
  `SELECT\n  ${contract.columns.map((column) => expression(contract, column)).join(',\n  ')}\nFROM {source}\nWHERE ${acceptingCondition(contract)}`;

/** The rejected rows with every source column. */
export const quarantineSelect = (): string =>
  "SELECT *, CAST('{source_month}-01' AS DATE) AS source_month, '{run_id}' AS run_id\nFROM {annotated}\nWHERE broken_rules <> ''";

/** Aggregates of one pass: column → SQL over the annotated rows. */
export function countExpressions(contract: DatasetContract): Record<string, string> {
  const perRule = contract.rules.map((rule) => [
    rule.name,
    `COUNT(CASE WHEN ${rule.sql} THEN NULL ELSE 1 END)`,
  ]);
  return {
    source_rows: 'COUNT(*)',
    accepted_rows: "COUNT(CASE WHEN broken_rules = '' THEN 1 END)",
    ...Object.fromEntries(perRule),
  };
}

/** Source column → condition that is true for a value which INTEGER cannot hold. */
export function narrowingConditions(contract: DatasetContract): Record<string, string> {
  const sources = contract.columns.flatMap(({ source }) => source ?? []);
  return Object.fromEntries(
    sources
      .filter((source) => isInteger(contract, source))
      .map((source) => [source, valueChecks.integer.wrong.replaceAll('{column}', source)]),
  );
}
