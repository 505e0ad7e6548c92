import type { PublicationDiff } from '@tlc-elt/contracts';
import { type Rows, rowsOf } from '../../export/rows.ts';

const nothing = { added: null, removed: null, changed: null, before: null, after: null, difference: null };

/** A line for each column that changed, day, zone and sum of money: `of` says which it is. */
export function changesOf({ by_column, by_day, by_zone, money }: PublicationDiff): Rows {
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
  return rowsOf(types, lines);
}
