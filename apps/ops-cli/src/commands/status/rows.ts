import { type Rows, rowsOf } from '../../export/rows.ts';
import type { MonthStatus } from './month-status.ts';
import type { Result } from './result.ts';

/** Executions; where months were read, those. */
export const listed = ({ executions, months }: Result): Rows =>
  months === undefined
    ? rowsOf(
        {
          name: 'VARCHAR',
          month: 'VARCHAR',
          status: 'VARCHAR',
          state: 'VARCHAR',
          outcome: 'VARCHAR',
          waiting_until: 'VARCHAR',
          started_at: 'TIMESTAMPTZ',
          stopped_at: 'TIMESTAMPTZ',
        },
        executions,
      )
    : rowsOf(
        {
          month: 'VARCHAR',
          state: 'VARCHAR',
          loads: 'INTEGER',
          loaded_rows: 'BIGINT',
          loaded_at: 'TIMESTAMP',
          run_id: 'VARCHAR',
          published_at: 'VARCHAR',
          published_bytes: 'BIGINT',
          published_etag: 'VARCHAR',
          dataset: 'VARCHAR',
        },
        months.map(({ dataset, month, state, loads, publication }) => ({
          month,
          state,
          loads: loads.length,
          loaded_rows: loads[0]?.loaded_rows ?? null,
          loaded_at: loads[0]?.loaded_at ?? null,
          run_id: loads[0]?.run_id ?? null,
          published_at: publication?.last_modified ?? null,
          published_bytes: publication?.bytes ?? null,
          published_etag: publication?.etag ?? null,
          dataset,
        })),
      );

/** Every load of the months. */
export const loadsOf = (months: readonly MonthStatus[]): Rows =>
  rowsOf(
    {
      month: 'VARCHAR',
      load_number: 'INTEGER',
      run_id: 'VARCHAR',
      loaded_at: 'TIMESTAMP',
      source_url: 'VARCHAR',
      source_etag: 'VARCHAR',
      source_last_modified: 'VARCHAR',
      source_bytes: 'BIGINT',
      source_sha256: 'VARCHAR',
      source_rows: 'BIGINT',
      accepted_rows: 'BIGINT',
      quarantined_rows: 'BIGINT',
      loaded_rows: 'BIGINT',
      era: 'VARCHAR',
      contract_version: 'INTEGER',
      engine: 'VARCHAR',
      generated: 'BOOLEAN',
      forced: 'BOOLEAN',
      quarantine_accepted: 'BOOLEAN',
      dataset: 'VARCHAR',
    },
    months.flatMap(({ dataset, month, loads }) => loads.map((load) => ({ month, ...load, dataset }))),
  );
