import { type Rows, rowsOf } from '../../export/rows.ts';
import type { MonthReport } from './report.ts';

const TYPES = {
  month: 'VARCHAR',
  status: 'VARCHAR',
  values: 'VARCHAR',
  problems: 'VARCHAR',
  source_rows: 'BIGINT',
  accepted_rows: 'BIGINT',
  quarantined_rows: 'BIGINT',
  loaded_rows: 'BIGINT',
  table_rows: 'BIGINT',
  quarantine_table_rows: 'BIGINT',
  duplicate_rows: 'BIGINT',
  generated: 'BOOLEAN',
  proof: 'VARCHAR',
  engine: 'VARCHAR',
  loaded_at: 'TIMESTAMP',
  ledger_copy: 'VARCHAR',
  run_id: 'VARCHAR',
  dataset: 'VARCHAR',
} as const;

const codesOf = ({ problems }: MonthReport): string | null =>
  problems.map(({ code }) => code).join(', ') || null;

/** A row for each month; problems by their codes. */
export const rowsOfMonths = (months: readonly MonthReport[]): Rows =>
  rowsOf(
    TYPES,
    months.map((month) => ({ ...month, problems: codesOf(month) })),
  );
