import { type Dataset, Dataset as Datasets, datasets, LEDGER_TABLE } from '@tlc-elt/contracts';
import { count } from '../../terminal/table.ts';
import type { Advice } from './advice.ts';
import type { StrayEvidence } from './evidence.ts';
import type { Problem } from './report.ts';

const LOOK = 'look at them, then: ';

/** Rows that are of no month or of no dataset: no load replaces them, and no month's verdict has a place for them. */
export function judgeStrays(dataset: Dataset, strays: StrayEvidence, advice: Advice): Problem[] {
  const { table, quarantineTable } = datasets[dataset];
  const known = Datasets.options.map((name) => `'${name}'`).join(', ');
  return [
    ...strays.trips.map((rows) => ofNoMonth(table, rows, advice)),
    ...strays.quarantine.map((rows) => ofNoMonth(quarantineTable, rows, advice)),
    ...strays.ledger.map((rows) => ofNoMonth(LEDGER_TABLE, rows, advice)),
    ...(strays.unknownDatasets === 0
      ? []
      : [
          {
            code: 'ledger_of_unknown_dataset' as const,
            message: `${LEDGER_TABLE} has ${strays.unknownDatasets} rows of datasets that no contract knows`,
            next: `${LOOK}${advice.statement(`DELETE FROM ${LEDGER_TABLE} WHERE dataset IS NULL OR dataset NOT IN (${known})`)}`,
          },
        ]),
  ];
}

function ofNoMonth(table: string, { day, rows }: StrayEvidence['trips'][number], advice: Advice): Problem {
  const condition = day === null ? 'source_month IS NULL' : `source_month = '${day}'`;
  return {
    code: 'rows_of_no_month',
    message: `${table} has ${count(rows)} rows whose source_month is ${day ?? 'NULL'}, which is no month's first day`,
    next: `${LOOK}${advice.statement(`DELETE FROM ${table} WHERE ${condition}`)}`,
  };
}
