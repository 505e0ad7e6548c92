import { LEDGER_TABLE, type LedgerRow } from '@tlc-elt/contracts';
import type { StoredEvidence } from './evidence.ts';
import type { Problems } from './problem.ts';

/** The profile that the report names is there, and of the load. */
export function judgeProfile(problems: Problems, newest: LedgerRow, { profile }: StoredEvidence): void {
  if (profile?.state === 'missing')
    problems.add('profile_missing', `the profile ${profile.url} is missing; the transform report names it`);
  if (profile?.state === 'invalid')
    problems.add('profile_invalid', `${profile.url} is no profile: ${profile.reason}`);
  if (profile?.state !== 'ok') return;
  const { dataset, source_month, run_id, attempt, rows } = profile.value;
  problems.fieldsDiffer(
    'profile_differs',
    { of: profile.url, fields: { dataset, source_month, run_id, attempt, rows } },
    { of: LEDGER_TABLE, fields: { ...idOf(newest), rows: newest.accepted_rows } },
  );
}

const idOf = ({ dataset, source_month, run_id, attempt }: LedgerRow) => ({
  dataset,
  source_month,
  run_id,
  attempt,
});
