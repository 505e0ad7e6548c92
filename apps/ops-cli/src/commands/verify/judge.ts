import { datasets, type LedgerRow, type Proof } from '@tlc-elt/contracts';
import type { Advice } from './advice.ts';
import type { MonthEvidence, StoredEvidence } from './evidence.ts';
import { judgeContents } from './judge-contents.ts';
import { judgeFiles } from './judge-files.ts';
import { isUnclear, judgeNewest, judgeRows } from './judge-ledger.ts';
import { judgeProfile } from './judge-profile.ts';
import { judgeQuarantine } from './judge-quarantine.ts';
import { judgeReport } from './judge-report.ts';
import { judgeSource } from './judge-source.ts';
import { judgeTable, judgeUnloaded } from './judge-table.ts';
import { judgeValues } from './judge-values.ts';
import { type Numbers, numbersOf } from './numbers.ts';
import { Problems } from './problem.ts';
import type { MonthReport } from './report.ts';

/** Compares everything that is known of a month; a pure function of the evidence. */
export function judgeMonth(evidence: MonthEvidence, advice: Advice): Omit<MonthReport, 'ledger_copy'> {
  const { dataset, month, warehouse, stored } = evidence;
  const newest = warehouse.ledger[0];
  const numbers = numbersOf(evidence);
  const problems = new Problems(dataset, month, advice);
  judgeRows(problems, evidence);
  let values: MonthReport['values'] = 'not_compared';
  // What the table should have cannot be told while the row that says so cannot be read.
  if (!isUnclear(warehouse)) {
    if (!newest) judgeUnloaded(problems, evidence, numbers, advice);
    judgeTable(problems, evidence, numbers);
    if (newest && stored) values = judgeLoad(problems, evidence, newest, stored, numbers);
  }
  const rules = Object.fromEntries(datasets[dataset].rules.map(({ name }) => [name, 0]));
  return {
    dataset,
    month,
    run_id: newest?.run_id ?? null,
    status: problems.list.length === 0 ? 'ok' : 'failed',
    problems: problems.list,
    values,
    source_rows: numbers.source,
    accepted_rows: numbers.accepted,
    quarantined_rows: numbers.quarantined,
    loaded_rows: newest?.loaded_rows ?? null,
    table_rows: numbers.table,
    quarantine_table_rows: numbers.quarantineTable,
    quarantine_by_rule: { ...rules, ...stored?.quarantineByRule },
    duplicate_rows: duplicatesOf(stored),
    pickup_months: warehouse.pickupMonths,
    generated: newest?.generated ?? rawSaysGenerated(stored),
    proof: proofOf(stored),
    engine: newest?.engine ?? null,
    loaded_at: newest?.loaded_at ?? null,
  };
}

const duplicatesOf = (stored: StoredEvidence | undefined): number | null =>
  stored?.report.state === 'ok' ? (stored.report.value.duplicate_rows ?? null) : null;

const proofOf = (stored: StoredEvidence | undefined): Proof | null =>
  stored?.rawManifest.state === 'ok' ? (stored.rawManifest.value.proof ?? 'unproved') : null;

function judgeLoad(
  problems: Problems,
  evidence: MonthEvidence,
  newest: LedgerRow,
  stored: StoredEvidence,
  numbers: Numbers,
): MonthReport['values'] {
  judgeSource(problems, newest, stored, numbers);
  judgeReport(problems, newest, stored);
  judgeProfile(problems, newest, stored);
  judgeFiles(problems, newest, stored);
  judgeQuarantine(problems, newest, evidence.warehouse, stored, numbers);
  judgeNewest(problems, evidence, newest, stored);
  const values = judgeValues(problems, evidence, newest, stored);
  if (evidence.contents) judgeContents(problems, newest, stored, evidence.contents);
  return values;
}

const rawSaysGenerated = (stored: StoredEvidence | undefined): boolean =>
  stored?.rawManifest.state === 'ok' && stored.rawManifest.value.generated;
