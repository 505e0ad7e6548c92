import { datasets, type Proof } from '@tlc-elt/contracts';
import type { MonthEvidence, StoredEvidence } from './evidence.ts';
import { judgeFiles } from './judge-files.ts';
import { judgeQuarantine } from './judge-quarantine.ts';
import { judgeSource } from './judge-source.ts';
import { judgeTable } from './judge-table.ts';
import { numbersOf } from './numbers.ts';
import { Problems } from './problem.ts';
import type { MonthReport } from './report.ts';

/** Compares everything that is known of a month; a pure function of the evidence. */
export function judgeMonth(evidence: MonthEvidence, hint: (command: string) => string): MonthReport {
  const { dataset, month, warehouse, stored } = evidence;
  const newest = warehouse.ledger[0];
  const numbers = numbersOf(evidence);
  const problems = new Problems(month, hint);
  judgeTable(problems, evidence, numbers, hint);
  if (newest && stored) {
    judgeSource(problems, newest, stored, numbers);
    judgeFiles(problems, newest, stored);
    judgeQuarantine(problems, newest, warehouse, stored, numbers);
  }
  const rules = Object.fromEntries(datasets[dataset].rules.map(({ name }) => [name, 0]));
  return {
    dataset,
    month,
    run_id: newest?.run_id ?? null,
    status: problems.list.length === 0 ? 'ok' : 'failed',
    problems: problems.list,
    source_rows: numbers.source,
    accepted_rows: numbers.accepted,
    quarantined_rows: numbers.quarantined,
    loaded_rows: newest?.loaded_rows ?? null,
    table_rows: numbers.table,
    quarantine_table_rows: numbers.quarantineTable,
    quarantine_by_rule: { ...rules, ...stored?.quarantineByRule },
    pickup_months: warehouse.pickupMonths,
    generated: newest?.generated ?? rawSaysGenerated(stored),
    proof: proofOf(stored),
    engine: newest?.engine ?? null,
    loaded_at: newest?.loaded_at ?? null,
  };
}

const proofOf = (stored: StoredEvidence | undefined): Proof | null =>
  stored?.rawManifest.state === 'ok' ? (stored.rawManifest.value.proof ?? 'unproved') : null;

const rawSaysGenerated = (stored: StoredEvidence | undefined): boolean =>
  stored?.rawManifest.state === 'ok' && stored.rawManifest.value.generated;
