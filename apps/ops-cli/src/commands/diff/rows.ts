import { ExitCode } from '../../exit-code.ts';
import { rowsOf, type WriteRows } from '../../export/rows.ts';
import type { Runtime } from '../../runtime.ts';
import { type Options, run } from './run.ts';

const nothing = { added: null, removed: null, changed: null, before: null, after: null, difference: null };

/** A line for each column that changed, day, zone and sum of money: `of` says which it is. */
export async function rows(options: Options, runtime: Runtime, write: WriteRows): Promise<ExitCode> {
  const { by_column, by_day, by_zone, money } = await run(options, runtime);
  const lines = [
    ...by_column.map((line) => ({
      ...nothing,
      of: 'column',
      name: line.column,
      changed: line.rows,
      difference: line.money,
    })),
    ...by_day.map(({ day, ...apart }) => ({ ...nothing, of: 'day', name: day, ...apart })),
    ...by_zone.map(({ zone, ...apart }) => ({ ...nothing, of: 'zone', name: zone, ...apart })),
    ...money.map(({ column, ...sums }) => ({ ...nothing, of: 'money', name: column, ...sums })),
  ];
  const types = {
    of: 'VARCHAR',
    name: 'VARCHAR',
    added: 'BIGINT',
    removed: 'BIGINT',
    changed: 'BIGINT',
    before: 'DOUBLE',
    after: 'DOUBLE',
    difference: 'DOUBLE',
  };
  await write(rowsOf(types, lines));
  return ExitCode.ok;
}
