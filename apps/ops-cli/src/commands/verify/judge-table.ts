import { datasets, firstDay, LEDGER_TABLE } from '@tlc-elt/contracts';
import { count } from '../../terminal/table.ts';
import type { Advice } from './advice.ts';
import type { MonthEvidence } from './evidence.ts';
import type { Numbers } from './numbers.ts';
import type { Problems } from './problem.ts';

/** The trips table against the ledger. */
export function judgeTable(
  problems: Problems,
  { dataset, month, warehouse }: MonthEvidence,
  { table: rows }: Numbers,
): void {
  const { table } = datasets[dataset];
  const newest = warehouse.ledger[0];
  if (!newest) return;
  if (rows === 0 && newest.loaded_rows > 0) {
    problems.add(
      'ledger_without_rows',
      `${LEDGER_TABLE} says that ${newest.run_id} loaded ${count(newest.loaded_rows)} rows, ${table} has 0 rows of ${month}`,
    );
  } else if (rows !== newest.loaded_rows) {
    const doubled = newest.loaded_rows > 0 && rows % newest.loaded_rows === 0;
    problems.add(
      doubled ? 'doubled_month' : 'table_rows_differ',
      `${table} has ${count(rows)} rows of ${month}, ${LEDGER_TABLE} ${count(newest.loaded_rows)} of ${newest.run_id}` +
        `${doubled ? `: the month is there ${rows / newest.loaded_rows} times` : ''} (source_month ${firstDay(month)})`,
    );
  }
}

/** Both tables of a month of which the ledger has no load. */
export function judgeUnloaded(
  problems: Problems,
  { dataset, month, ingested }: MonthEvidence,
  numbers: Numbers,
  advice: Advice,
): void {
  const { table, quarantineTable } = datasets[dataset];
  const tables = [
    [table, numbers.table],
    [quarantineTable, numbers.quarantineTable],
  ] as const;
  if (tables.every(([, rows]) => rows === 0))
    problems.add(
      'not_loaded',
      `${month} is not loaded: ${LEDGER_TABLE} and ${table} have nothing of it`,
      advice.command(`run ${month}`),
    );
  for (const [name, rows] of tables)
    if (rows > 0)
      problems.add(
        'rows_without_ledger',
        `${name} has ${count(rows)} rows of ${month}, ${LEDGER_TABLE} has no load of it: somebody else wrote them`,
        // A run replaces them; of a month that never was on S3 there may be nothing to run.
        ingested
          ? advice.command(`run ${month}`)
          : advice.statement(`DELETE FROM ${name} WHERE source_month = '${firstDay(month)}'`),
      );
}
