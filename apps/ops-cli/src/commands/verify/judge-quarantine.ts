import type { LedgerRow } from '@tlc-elt/contracts';
import type { StoredEvidence, WarehouseEvidence } from './evidence.ts';
import type { Numbers } from './numbers.ts';
import type { Problems } from './problem.ts';

/** The quarantine files against ledger and quarantine table. */
export function judgeQuarantine(
  problems: Problems,
  newest: LedgerRow,
  warehouse: WarehouseEvidence,
  { quarantineByRule }: StoredEvidence,
  numbers: Numbers,
): void {
  const ledger = { of: 'the ledger', rows: newest.quarantined_rows };
  problems.differ(
    'quarantined_rows_differ',
    { of: 'the quarantine files on S3', rows: numbers.quarantined },
    ledger,
  );
  problems.differ(
    'quarantine_table_differs',
    { of: 'the quarantine table', rows: numbers.quarantineTable },
    ledger,
  );
  for (const { runId, rows } of warehouse.quarantine)
    if (runId !== newest.run_id)
      problems.add(
        'quarantine_table_differs',
        `the quarantine table has ${rows} rows of ${runId}, the ledger's newest load is ${newest.run_id}`,
      );
  if (numbers.quarantined === null) return;
  for (const rule of new Set([...Object.keys(newest.quarantine_by_rule), ...Object.keys(quarantineByRule)]))
    problems.differ(
      'quarantine_by_rule_differs',
      { of: `${rule} in the quarantine files`, rows: quarantineByRule[rule] ?? 0 },
      { of: 'in the ledger', rows: newest.quarantine_by_rule[rule] ?? 0 },
    );
}
