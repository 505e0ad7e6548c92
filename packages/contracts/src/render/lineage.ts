import type { DatasetContract, Era } from '../dataset/contract.ts';
import { columnValue } from './select.ts';

/** Where a column of the trips table comes from, as `acceptedSelect` says. */
export interface ColumnOrigin {
  readonly column: string;
  /** Columns of the source file; none where the pipeline makes the value, or the era's files lack the column. */
  readonly sources: readonly string[];
  readonly sql: string;
}

/** The origin of every column of the trips table, for files of an era. */
export const columnOrigins = (contract: DatasetContract, era: Era): ColumnOrigin[] =>
  contract.columns.map((column) => ({
    column: column.name,
    sources: column.source !== undefined && hasColumn(era, column.source) ? [column.source] : [],
    sql: columnValue(contract, column),
  }));

const hasColumn = (era: Era, name: string): boolean => era.columns.some((column) => column.name === name);

/** Columns of the source file that rules read: what decides which rows are accepted. */
export const ruleSources = (contract: DatasetContract, era: Era, rules = contract.rules): string[] => {
  const words = new Set(
    rules
      .flatMap(({ sql }) => sql.toLowerCase().match(/'[^']*'|\w+/g) ?? [])
      .filter((word) => word[0] !== "'"),
  );
  return era.columns.map(({ name }) => name).filter((name) => words.has(name.toLowerCase()));
};
