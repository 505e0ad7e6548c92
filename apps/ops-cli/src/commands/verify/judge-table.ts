import { datasets, firstDay, LEDGER_TABLE } from '@tlc-elt/contracts';
import { count } from '../../terminal/table.ts';
import type { MonthEvidence } from './evidence.ts';
import type { Numbers } from './numbers.ts';
import type { Problems } from './problem.ts';

/** The trips table against the ledger. */
export function judgeTable(
  problems: Problems,
  { dataset, month, warehouse }: MonthEvidence,
  { table: rows }: Numbers,
  hint: (command: string) => string,
): void {
  const { table } = datasets[dataset];
  const newest = warehouse.ledger[0];
  if (!newest && rows === 0) {
    problems.add(
      'not_loaded',
      `${month} is not loaded: ${LEDGER_TABLE} and ${table} have nothing of it`,
      hint(`run ${month}`),
    );
  } else if (!newest) {
    problems.add(
      'rows_without_ledger',
      `${table} has ${count(rows)} rows of ${month}, ${LEDGER_TABLE} has no load of it: somebody else wrote them`,
      hint(`run ${month}`),
    );
  } else if (rows === 0 && newest.loaded_rows > 0) {
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
