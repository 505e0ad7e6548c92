import type { ExitCode } from '../../exit-code.ts';
import { rowsOf, type WriteRows } from '../../export/rows.ts';
import type { Runtime } from '../../runtime.ts';
import { oneLine } from '../../terminal/screen.ts';
import type { MonthReport } from './report.ts';
import { exitCode, type Options, run } from './run.ts';

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

/** A row for each month; problems by their codes. */
export async function rows(options: Options, runtime: Runtime, write: WriteRows): Promise<ExitCode> {
  const result = await run(options, runtime);
  const codes = (month: MonthReport): string | null =>
    month.problems.map(({ code }) => code).join(', ') || null;
  await write(
    rowsOf(
      TYPES,
      result.months.map((month) => ({ ...month, problems: codes(month) })),
    ),
  );
  for (const { code, message, next } of result.problems)
    runtime.progress.line(`${code}: ${oneLine(message)}\nnext:  ${oneLine(next)}`);
  return exitCode(result);
}
