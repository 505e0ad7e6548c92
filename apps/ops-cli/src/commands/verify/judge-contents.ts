import { LEDGER_TABLE, type LedgerRow } from '@tlc-elt/contracts';
import type { Contents, Read, StoredEvidence } from './evidence.ts';
import { differ } from './judge-values.ts';
import type { Problems } from './problem.ts';
import type { ProblemCode } from './report.ts';

/** What the files hold, each read whole, against each other and the ledger. */
export function judgeContents(
  problems: Problems,
  newest: LedgerRow,
  { report }: StoredEvidence,
  contents: Contents,
): void {
  const raw = readable(problems, 'raw_file_changed', 'the raw file', contents.raw);
  const written = report.state === 'ok' ? report.value : undefined;
  const accepted = {
    of: LEDGER_TABLE,
    digests: newest.accepted_digests ?? written?.accepted,
  };
  differ(problems, 'raw_values_differ', { of: 'the raw file', digests: raw?.accepted }, accepted);
  problems.fieldsDiffer(
    'raw_values_differ',
    { of: LEDGER_TABLE, fields: newest },
    { of: 'the raw file', fields: { quarantine_by_rule: raw?.byRule } },
  );
  if (raw && written?.duplicate_rows !== undefined)
    problems.fieldsDiffer(
      'report_differs',
      { of: report.url, fields: { duplicate_rows: written.duplicate_rows } },
      { of: 'the raw file', fields: { duplicate_rows: raw.copies } },
    );
  const trips = readable(problems, 'file_changed', 'the files of accepted rows', contents.trips);
  differ(
    problems,
    'file_values_differ',
    { of: 'the files of accepted rows', digests: trips },
    { of: 'the raw file', digests: raw?.accepted },
  );
  const copy = readable(problems, 'file_changed', 'the quarantine files for COPY', contents.quarantineCopy);
  differ(
    problems,
    'file_values_differ',
    { of: 'the quarantine files for COPY', digests: copy },
    { of: LEDGER_TABLE, digests: newest.rejected_digests ?? written?.rejected },
  );
  if (raw) readable(problems, 'file_changed', 'the quarantine files', contents.quarantine);
  judgeRows(problems, contents.quarantine, 'the rejected rows of the raw file', 'the quarantine files');
  judgeRows(problems, contents.copied, 'the quarantine files', 'the quarantine files for COPY');
}

function readable<T>(
  problems: Problems,
  code: ProblemCode,
  of: string,
  read: Read<T>,
  next?: string,
): T | undefined {
  if (read.state === 'ok') return read.value;
  problems.add(code, `${of} cannot be read: ${read.reason}`, next);
  return undefined;
}

/** Nothing is said where a file cannot be read: that is told already. */
function judgeRows(problems: Problems, same: Read<boolean>, of: string, other: string): void {
  if (same.state === 'invalid' || same.value) return;
  problems.add('file_values_differ', `${of} and ${other} have other rows`);
}
