import { type Digests, datasets, differingDigests, LEDGER_TABLE, type LedgerRow } from '@tlc-elt/contracts';
import type { MonthEvidence, StoredEvidence } from './evidence.ts';
import type { Problems } from './problem.ts';
import type { MonthReport, ProblemCode } from './report.ts';

interface Digested {
  readonly of: string;
  readonly digests: Digests | null | undefined;
}

/** Values, by digests: of the raw file (kept), of the written files (kept), of the ledger, and of both tables. */
export function judgeValues(
  problems: Problems,
  { digests }: MonthEvidence,
  newest: LedgerRow,
  stored: StoredEvidence,
): MonthReport['values'] {
  const { report } = stored;
  const { table, quarantineTable } = datasets[newest.dataset];
  const written = report.state === 'ok' ? report.value : undefined;
  judgeKept(problems, newest, stored);
  const accepted = { of: LEDGER_TABLE, digests: newest.accepted_digests };
  const rejected = { of: LEDGER_TABLE, digests: newest.rejected_digests };
  judgeManifest(problems, stored);
  differ(problems, 'report_differs', { of: report.url, digests: written?.accepted }, accepted);
  differ(problems, 'report_differs', { of: report.url, digests: written?.rejected }, rejected);
  if (!digests) return newest.accepted_digests ? 'not_compared' : 'unproved';
  const before = problems.list.length;
  differ(problems, 'table_values_differ', { of: table, digests: digests.trips }, accepted);
  differ(
    problems,
    'quarantine_values_differ',
    { of: quarantineTable, digests: digests.quarantine },
    rejected,
  );
  return problems.list.length === before ? 'proved' : 'differ';
}

/** What IngestRaw has computed from the raw rows against what TransformTrips has written. */
function judgeManifest(problems: Problems, { rawManifest, report }: StoredEvidence): void {
  if (rawManifest.state !== 'ok' || report.state !== 'ok') return;
  // Another contract has other columns, perhaps.
  if (rawManifest.value.contract_version !== report.value.contract_version) return;
  const { accepted, by_rule } = rawManifest.value;
  differ(
    problems,
    'raw_manifest_differs',
    { of: rawManifest.url, digests: accepted },
    { of: report.url, digests: report.value.accepted },
  );
  problems.fieldsDiffer(
    'raw_manifest_differs',
    { of: report.url, fields: { by_rule: report.value.quarantine_by_rule } },
    { of: rawManifest.url, fields: { by_rule } },
  );
}

/** A load keeps digests everywhere; an older one nowhere, but its raw manifest may have been made anew since. */
function judgeKept(problems: Problems, newest: LedgerRow, { rawManifest, report }: StoredEvidence): void {
  const ledger = [newest.accepted_digests, newest.rejected_digests];
  const written = report.state === 'ok' ? [report.value.accepted, report.value.rejected] : [];
  if ([...ledger, ...written].every((digests) => digests == null)) return;
  const lacking = (code: ProblemCode, of: string, kept: readonly unknown[]): void => {
    if (kept.some((digests) => digests == null))
      problems.add(code, `${of} lacks digests, which others of the load have`);
  };
  lacking('ledger_differs', LEDGER_TABLE, ledger);
  lacking('report_differs', report.url, written);
  if (rawManifest.state === 'ok')
    lacking('raw_manifest_differs', rawManifest.url, [rawManifest.value.accepted]);
}

/** Adds the problem where both digests are known and differ; rows are counted elsewhere. */
export function differ(
  problems: Problems,
  code: ProblemCode,
  one: Digested,
  other: Digested,
  next?: string,
): void {
  if (!one.digests || !other.digests) return;
  const names = differingDigests(one.digests, other.digests);
  if (names.length === 0) return;
  const which = names[0] === 'row_hash' ? 'values that changed places between rows' : names.join(', ');
  problems.add(code, `${one.of} has other values than ${other.of} says: ${which}`, next);
}
