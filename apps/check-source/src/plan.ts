import {
  type DatasetContract,
  type DriftKind,
  deadlineOf,
  endDay,
  eraOfMonth,
  isLoaded,
  type LedgerCopy,
  PipelineError,
  type PipelineInput,
  type RunPlan,
  type SourceFile,
  type SourceMonth,
} from '@tlc-elt/contracts';

/** Throws MonthNotSupported, with the contract's reason, for a month that cannot be loaded whatever the publisher has. */
export function checkMonth(contract: DatasetContract, { month }: PipelineInput): void {
  const era = eraOfMonth(contract, month);
  const what = era?.refused
    ? `${month}: ${era.refused}`
    : `${month} lies before the first published month, ${contract.firstMonth}`;
  if (!era || era.refused) throw new PipelineError('MonthNotSupported', what, { month });
}

/** Throws PlanOutdated where the run belongs to a plan that was made for another file. */
export function checkPlanned({ month, plan }: PipelineInput, source: SourceFile | undefined): void {
  if (plan === undefined || plan.etag === source?.etag) return;
  const found = source === undefined ? 'no file any more' : `ETag ${source.etag}`;
  const what = `plan ${plan.id} was made for ETag ${plan.etag} of ${month}, and the publisher has ${found}`;
  throw new PipelineError('PlanOutdated', what, { month });
}

interface Circumstances {
  readonly contract: DatasetContract;
  readonly input: PipelineInput;
  readonly runId: string;
  readonly now: Date;
  readonly waitSeconds: number;
  /** Oddities that stop a load. */
  readonly stopOn: readonly DriftKind[];
}

/** The plan of a run whose month is not published. */
export function planToWait({ contract, input, runId, now, waitSeconds }: Circumstances): RunPlan {
  const deadline = deadlineOf(contract, input.month);
  const plan = {
    dataset: input.dataset,
    month: input.month,
    run_id: runId,
    checked_at: now.toISOString(),
    deadline: deadline.toISOString(),
  };
  if (now >= deadline) return { ...plan, outcome: 'publication_overdue' };
  return input.no_wait
    ? { ...plan, outcome: 'not_published_no_wait' }
    : { ...plan, outcome: 'not_published', wait_seconds: waitSeconds };
}

/** Job arguments are strings. */
const flag = (given: boolean): 'true' | 'false' => (given ? 'true' : 'false');

/** The plan of a run whose month is published. */
export function planToLoad(
  { input, runId, stopOn }: Circumstances,
  source: SourceFile,
  loaded: LedgerCopy | undefined,
): RunPlan {
  const plan = { dataset: input.dataset, month: input.month, run_id: runId, source };
  if (loaded && isLoaded(source, loaded) && !input.force)
    return { ...plan, outcome: 'already_loaded', loaded_by: loaded.run_id, loaded_at: loaded.loaded_at };
  return {
    ...plan,
    outcome: 'load',
    // What raw still has is not downloaded again: the publisher has another file.
    force: flag(input.force && input.publication === undefined),
    accept_quarantine: flag(input.accept_quarantine),
    accept_older: flag(input.accept_older || input.publication !== undefined),
    // Who has seen what a publication changes has seen how many rows it removes.
    accept_shrink: flag(input.accept_shrink || input.accept_republication),
    accept_republication: flag(input.accept_republication || input.publication !== undefined),
    loaded_etag: loaded?.source_etag ?? 'none',
    stop_on: input.accept_unusual ? [] : [...stopOn],
  };
}

/** Whole days since a month's end; 0 before it. */
export function daysSinceEnd(month: SourceMonth, now: Date): number {
  const days = (now.getTime() - Date.parse(`${endDay(month)}T00:00:00Z`)) / 86_400_000;
  return Math.max(0, Math.floor(days));
}
