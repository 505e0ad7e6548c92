/** What a failed state, or the execution, reports. Both may be absent: a Fail state need not name either. */
export interface Reported {
  readonly error?: string;
  readonly cause?: string;
}

interface Matching {
  /** More names that Retry and Catch know this failure by, e.g. States.HeartbeatTimeout. */
  readonly alsoKnownAs?: readonly string[];
  /** No Retry or Catch helps: the execution fails. */
  readonly terminal?: boolean;
  /** The error that the execution reports if nothing catches it. */
  readonly uncaughtAs?: string;
  /** A branch or iteration of the state failed, not the state's own evaluation. */
  readonly fromBranch?: boolean;
}

/** A state's failure on its way to Retry, Catch and the execution's end. */
export class StateFailure extends Error {
  readonly reported: Reported;
  readonly matching: Matching;
  constructor(reported: Reported, matching: Matching = {}) {
    super(reported.cause ?? reported.error ?? 'a state failed');
    this.name = 'StateFailure';
    this.reported = reported;
    this.matching = matching;
  }
}

/** What Catch and Retry of a Parallel state may call the failure of one of its branches. */
export const BRANCH_FAILED = 'States.BranchFailed';

/** Quota of a state's input, output and result (developer guide, "Quotas"). */
export const LARGEST_PAYLOAD = 262_144;

export function tooLarge(what: string): StateFailure {
  const cause = `The state/task '${what}' returned a result with a size exceeding the maximum number of bytes service limit.`;
  return new StateFailure({ error: 'States.DataLimitExceeded', cause });
}

/**
 * Whether a retrier's or catcher's ErrorEquals names the failure. `States.ALL` and `States.TaskFailed` are wildcards,
 * but not for States.DataLimitExceeded, and nothing at all catches States.Runtime (developer guide, "Handling errors").
 */
export function matchesErrors(names: readonly string[], failure: StateFailure): boolean {
  if (failure.matching.terminal) return false;
  const own = [failure.reported.error, ...(failure.matching.alsoKnownAs ?? [])];
  if (names.some((name) => own.includes(name))) return true;
  if (own.includes('States.DataLimitExceeded')) return false;
  if (names.includes('States.ALL')) return true;
  return names.includes('States.TaskFailed') && !own.includes('States.Timeout');
}
