import { endDay, firstDay, type SourceMonth } from '../input/month.ts';
import type { NamedTrips } from '../lookup/lookup.ts';
import type { ProfileContract } from '../profile/contract.ts';
import type { GeneratedMonth } from './generated-month.ts';

/** Types of a source column, by what its parquet footer says. */
export type SourceType = 'INT32' | 'INT64' | 'DOUBLE' | 'TIMESTAMP_MICROS' | 'STRING' | 'DATE' | 'BOOLEAN';
/** Types of a warehouse column, in Redshift's words. */
export type ColumnType =
  | 'INTEGER'
  | 'BIGINT'
  | 'DOUBLE PRECISION'
  | 'TIMESTAMP'
  | 'DATE'
  | 'BOOLEAN'
  | `VARCHAR(${number})`;

/** One column of the trips table and where it comes from. */
export interface ColumnContract {
  readonly name: string;
  readonly type: ColumnType;
  /** Column of the source file; absent where the pipeline makes the value. */
  readonly source?: string;
  /** The column is NULL where an era's files lack its source column; else such an era cannot be loaded. */
  readonly optional?: true;
  readonly description: string;
}

/** One column of a published file. */
export interface SourceColumn {
  readonly name: string;
  /** Types that the publisher is known to use for it in this era. */
  readonly types: readonly SourceType[];
  /** The type that the column has in months where all its values are NULL. */
  readonly allNullType?: SourceType;
}

/** A span of months whose files share a physical schema. */
export interface Era {
  readonly name: string;
  readonly from: SourceMonth;
  /** Last month, included; absent for the current era. */
  readonly to?: SourceMonth;
  /** Why files of this era cannot be loaded; absent where they can. */
  readonly refused?: string;
  readonly columns: readonly SourceColumn[];
}

/** A condition that each accepted row meets; NULL fails it. */
export interface Rule {
  readonly name: string;
  readonly sentence: string;
  /** SQL valid in DuckDB and Spark, over source columns and the placeholders `{window_start}`, `{window_end}`. */
  readonly sql: string;
}

/**
 * How much may be quarantined before a load stops as an audit failure.
 * The median is over the `medianOf` loaded months latest before the month, none older than `withinMonths`;
 * with fewer than `leastMonths` of them only `maxShare` holds.
 */
export interface QuarantineLimits {
  /** Share of the source rows, 0 to 1. */
  readonly maxShare: number;
  readonly timesMedian: number;
  readonly medianOf: number;
  readonly withinMonths: number;
  readonly leastMonths: number;
  /** A share up to this one never stops a load by the median: after months without a rejected row one would. */
  readonly leastShare: number;
}

/** How the rows of two publications of a month are compared: the names are those of source columns. */
export interface Republication {
  /** What tells a trip from others: rows that are not in both publications are paired by them. */
  readonly identifiedBy: readonly string[];
  /** Taxi zone of the pickup. */
  readonly zone?: string;
  /** Columns in US dollars. */
  readonly money: readonly string[];
  readonly limits: RepublicationLimits;
}

/** How much a republication may change of a loaded month before it is held for somebody to look. */
export interface RepublicationLimits {
  /** So many rows may always be added, removed or changed: shares of a small month say little. */
  readonly rows: number;
  /** Share of the rows of before, 0 to 1, that may be added, removed or changed. */
  readonly share: number;
  /** The column whose sum is judged: what a trip came to. */
  readonly total?: string;
  /** Share of that sum, 0 to 1, by which it may rise or fall. */
  readonly moneyShare: number;
}

/** All that the pipeline knows of a dataset. */
export interface DatasetContract {
  /** The name that datasets/registry.ts exports it by. */
  readonly dataset: string;
  readonly version: number;
  readonly table: string;
  readonly quarantineTable: string;
  /** Locked by each load of the dataset; those of others do not wait for it. */
  readonly lockTable: string;
  /** Meant where no dataset is named; one dataset says so. */
  readonly isDefault?: true;
  /** Name of a month's file; `{month}` is the source month, `{yyyy}` and `{mm}` are its parts. */
  readonly fileName: string;
  /** The publisher's base address, by https; absent, it is the TLC. A stage may say another one (`publishers.ts`). */
  readonly baseUrl?: string;
  /** Path of that file below the publisher's base address. */
  readonly urlPath: string;
  /** No file is larger: a publisher that says so is mistaken, or somebody else. */
  readonly largestBytes: number;
  readonly firstMonth: SourceMonth;
  readonly eras: readonly Era[];
  readonly columns: readonly ColumnContract[];
  /** Column of the table that says when a trip was. */
  readonly timeColumn: string;
  readonly rules: readonly Rule[];
  /** Days before and after the source month within which a pickup is a neighbour, not a broken clock. */
  readonly pickupToleranceDays: number;
  /** Months that the publisher is usually late: 2, where January is due in March. */
  readonly monthsLate: number;
  /** Days after the month's end past which it is later than any was before: an alarm. */
  readonly staleDays: number;
  /** Months before the due one that the publisher may still replace. */
  readonly republishedMonths: number;
  /** Days after the month's end past which a month that is not published is overdue. */
  readonly publicationDeadlineDays: number;
  readonly quarantineLimits: QuarantineLimits;
  /** A republication with fewer rows than this share (0 to 1) of those of the loaded file is not loaded by itself. */
  readonly shrink: { readonly leastShare: number };
  readonly republication: Republication;
  readonly generated: GeneratedMonth;
  /** What a profile has besides NULLs, days and hours; absent, it has no more. */
  readonly profile?: ProfileContract;
  /** Where a file of the publisher names what the trips hold ids of: the view that joins it. */
  readonly named?: NamedTrips;
}

/** The contracts that a page is generated from, in words. */
export const versions = (contracts: readonly DatasetContract[]): string =>
  contracts.map(({ dataset, version }) => `the ${dataset} contract, version ${version}`).join(' and ');

/** The era of a month by its date alone; undefined before the first era. */
export function eraOfMonth(contract: DatasetContract, month: SourceMonth): Era | undefined {
  return contract.eras.find((era) => era.from <= month && (era.to === undefined || month <= era.to));
}

/** Start (included) and end (excluded) of the pickups that belong to a month, as SQL writes them. */
export const pickupWindow = (
  { pickupToleranceDays }: DatasetContract,
  month: SourceMonth,
): { readonly window_start: string; readonly window_end: string } => ({
  window_start: `${dayBeside(firstDay(month), -pickupToleranceDays)} 00:00:00`,
  window_end: `${dayBeside(endDay(month), pickupToleranceDays)} 00:00:00`,
});

function dayBeside(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** When a month that is not published counts as overdue. */
export function deadlineOf(contract: DatasetContract, month: SourceMonth): Date {
  const end = new Date(`${endDay(month)}T00:00:00Z`);
  end.setUTCDate(end.getUTCDate() + contract.publicationDeadlineDays);
  return end;
}
