import { datasets } from '@tlc-elt/contracts';
import type { Footer, MonthEvidence, StoredEvidence } from './evidence.ts';
import { judgeFiles } from './judge-files.ts';
import { judgeQuarantine } from './judge-quarantine.ts';
import { judgeSource } from './judge-source.ts';
import { judgeTable } from './judge-table.ts';
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
    status: problems.found.length === 0 ? 'ok' : 'failed',
    problems: problems.found,
    source_rows: numbers.source,
    accepted_rows: numbers.accepted,
    quarantined_rows: numbers.quarantined,
    loaded_rows: newest?.loaded_rows ?? null,
    table_rows: numbers.table,
    quarantine_table_rows: numbers.quarantineTable,
    quarantine_by_rule: { ...rules, ...stored?.quarantineByRule },
    pickup_months: warehouse.pickupMonths,
    generated: newest?.generated ?? rawSaysGenerated(stored),
    engine: newest?.engine ?? null,
    loaded_at: newest?.loaded_at ?? null,
  };
}

/** Each number by its own source of truth. */
export interface Numbers {
  readonly source: number | null;
  readonly accepted: number | null;
  readonly quarantined: number | null;
  readonly table: number;
  readonly quarantineTable: number;
}

const sum = (rows: readonly { readonly rows: number }[]): number =>
  rows.reduce((total, row) => total + row.rows, 0);

function footerRows(footers: readonly Footer[] | undefined): number | null {
  if (footers === undefined) return null;
  const read = footers.filter((footer) => footer.state === 'ok');
  return read.length === footers.length ? sum(read) : null;
}

const numbersOf = ({ warehouse, stored }: MonthEvidence): Numbers => ({
  source: footerRows(stored?.rawFile && [stored.rawFile]),
  accepted: footerRows(stored?.trips),
  quarantined: footerRows(stored?.quarantine),
  table: sum(warehouse.pickupMonths),
  quarantineTable: sum(warehouse.quarantine),
});

const rawSaysGenerated = (stored: StoredEvidence | undefined): boolean =>
  stored?.rawManifest.state === 'ok' && stored.rawManifest.value.generated;
