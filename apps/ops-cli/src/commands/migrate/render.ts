import type { View } from '../../command.ts';
import { table } from '../../terminal/table.ts';
import type { MigrateResult } from './run.ts';

export function renderMigration({ job_run, status, tables, error }: MigrateResult, { style }: View): string {
  if (error !== null) return `${style.red(status)}: job run ${job_run}\n${error}`;
  const shown = table<MigrateResult['tables'][number]>(
    [
      { title: 'table', value: (done) => done.table },
      {
        title: 'what was done',
        value: ({ action }) => (action === 'unchanged' ? style.dim(action) : style.green(action)),
      },
    ],
    tables,
  );
  const nexts = tables.flatMap(({ next }) => (next ? [`next:  ${next}`] : []));
  return [shown, ...nexts].join('\n\n');
}
