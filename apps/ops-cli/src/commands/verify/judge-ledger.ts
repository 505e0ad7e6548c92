import { datasets, LEDGER_TABLE, type LedgerRow, parseRunName } from '@tlc-elt/contracts';
import type { MonthEvidence, StoredEvidence, WarehouseEvidence } from './evidence.ts';
import type { Problems } from './problem.ts';

/** Rows of the ledger that no load wrote so: which of them counts cannot be told before they are gone. */
export function judgeRows(problems: Problems, { warehouse }: MonthEvidence): void {
  for (const { loadNumber, runId, reason } of warehouse.unreadable)
    problems.add(
      'ledger_row_unreadable',
      `${LEDGER_TABLE} has a row of ${runId ?? 'no run'}, load ${loadNumber ?? 'NULL'}, that no load wrote so: ${reason}`,
      problems.loadAfterRemoving(
        typeof loadNumber === 'number' ? `load_number = ${loadNumber}` : 'load_number IS NULL',
      ),
    );
  const { ledger } = warehouse;
  const twice = ledger.filter(({ load_number }) => warehouse.doubledNumbers.has(load_number));
  for (const number of new Set(twice.map(({ load_number }) => load_number)))
    problems.add(
      'ledger_row_doubled',
      `${LEDGER_TABLE} has load ${number} more than once; each load has a number of its own`,
      problems.loadAfterRemoving(`load_number = ${number}`),
    );
  for (const load of ledger) judgeAttempt(problems, load, ledger);
  for (const { run_id, load_number } of ledger.filter(isOfAnother))
    problems.add(
      'ledger_of_another_month',
      `${LEDGER_TABLE} has ${run_id} as load ${load_number} of this month, which its name is not of`,
      problems.removing(`load_number = ${load_number}`),
    );
}

/** A run that is named by the pipeline names its month. */
function isOfAnother({ run_id, dataset, source_month }: LedgerRow): boolean {
  const named = parseRunName(run_id);
  return named !== undefined && (named.dataset !== dataset || named.month !== source_month);
}

function judgeAttempt(problems: Problems, load: LedgerRow, ledger: readonly LedgerRow[]): void {
  const same = ledger.filter(({ run_id, attempt }) => run_id === load.run_id && attempt === load.attempt);
  const numbers = [...new Set(same.map(({ load_number }) => load_number))];
  if (numbers.length < 2 || same[0] !== load) return;
  problems.add(
    'ledger_row_doubled',
    `${LEDGER_TABLE} has ${load.run_id}, attempt ${load.attempt}, as the loads ${numbers.join(' and ')}; an attempt is loaded once`,
    problems.loadAfterRemoving(`load_number IN (${numbers.join(', ')})`),
  );
}

/** Whether a row that no load wrote so may be the one that counts. */
export const isUnclear = ({ ledger, unreadable }: WarehouseEvidence): boolean =>
  (ledger[0] !== undefined && isOfAnother(ledger[0])) ||
  unreadable.some(
    ({ loadNumber }) =>
      typeof loadNumber !== 'number' || ledger[0] === undefined || loadNumber >= ledger[0].load_number,
  );

/** Clocks of the warehouse and of the jobs may differ by so much. */
const SKEW_MS = 60_000;
const moment = (text: string): number => Date.parse(`${text.replace(' ', 'T').replace(/Z$/, '')}Z`);

/** What the newest row says against the raw manifest, the report and its own fields. */
export function judgeNewest(
  problems: Problems,
  evidence: MonthEvidence,
  newest: LedgerRow,
  stored: StoredEvidence,
): void {
  const ledger = { of: LEDGER_TABLE, fields: newest };
  problems.fieldsDiffer('ledger_differs', ledger, {
    of: `its run_id ${newest.run_id}`,
    fields: { run_number: parseRunName(newest.run_id)?.number },
  });
  if (newest.loaded_rows !== newest.accepted_rows)
    problems.add(
      'ledger_differs',
      `${LEDGER_TABLE} says loaded_rows ${newest.loaded_rows} and accepted_rows ${newest.accepted_rows}`,
    );
  judgeAcceptance(problems, newest);
  judgeTimes(problems, evidence, newest, stored);
  if (stored.rawManifest.state !== 'ok') return;
  const { source, bytes, era, contract_version } = stored.rawManifest.value;
  problems.fieldsDiffer('ledger_differs', ledger, {
    of: stored.rawManifest.url,
    fields: {
      source_url: source.url,
      source_bytes: bytes,
      era: contract_version === newest.contract_version ? era : undefined,
    },
  });
  // IngestRaw dates the manifest anew where the publisher has put the file back, and the run may end before its load.
  if (!(moment(newest.source_last_modified) <= Date.parse(source.last_modified)))
    problems.add(
      'ledger_differs',
      `${LEDGER_TABLE} says source_last_modified ${newest.source_last_modified}, ${stored.rawManifest.url} ${source.last_modified}`,
    );
}

/** Whether somebody had to accept the quarantined share, where no other month's has a part in it. */
function judgeAcceptance(problems: Problems, newest: LedgerRow): void {
  const { maxShare, leastShare } = datasets[newest.dataset].quarantineLimits;
  const share = newest.source_rows === 0 ? 0 : newest.quarantined_rows / newest.source_rows;
  const must = share > maxShare ? true : share <= leastShare ? false : undefined;
  problems.fieldsDiffer(
    'ledger_differs',
    { of: LEDGER_TABLE, fields: newest },
    { of: `the limits and a share of ${share.toFixed(4)}`, fields: { quarantine_accepted: must } },
  );
}

/** Loads follow each other, and their transform. */
function judgeTimes(
  problems: Problems,
  { warehouse, now }: MonthEvidence,
  newest: LedgerRow,
  { report }: StoredEvidence,
): void {
  const loadedAt = moment(newest.loaded_at);
  if (loadedAt > now.getTime() + SKEW_MS)
    problems.add(
      'ledger_differs',
      `${LEDGER_TABLE} says loaded_at ${newest.loaded_at}, which is still to come`,
      problems.loadAfterRemoving(`load_number = ${newest.load_number}`),
    );
  if (report.state === 'ok' && loadedAt < Date.parse(report.value.written_at) - SKEW_MS)
    problems.add(
      'ledger_differs',
      `${LEDGER_TABLE} says loaded_at ${newest.loaded_at}, ${report.url} was written at ${report.value.written_at}`,
    );
  const [later] = warehouse.ledger.filter((load) => moment(load.loaded_at) > loadedAt);
  if (later)
    problems.add(
      'ledger_out_of_order',
      `${LEDGER_TABLE} has ${newest.run_id} as the newest load, and ${later.run_id} was loaded later`,
      problems.loadAfterRemoving(`load_number IN (${newest.load_number}, ${later.load_number})`),
    );
}
