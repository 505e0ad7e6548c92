/** `warn`: works, but look at it; `skip`: could not be asked, because something before it failed. */
export type CheckStatus = 'ok' | 'warn' | 'fail' | 'skip';

export interface Check {
  readonly check: string;
  readonly status: CheckStatus;
  readonly found: string;
  /** What to type or to do; null where nothing is to be done. */
  readonly next: string | null;
}

export interface DoctorResult {
  readonly ok: boolean;
  /** False where nothing answers for the stage. */
  readonly reachable: boolean;
  readonly checks: readonly Check[];
}

export const ok = (check: string, found: string): Check => ({ check, status: 'ok', found, next: null });
export const warn = (check: string, found: string, next: string): Check => ({
  check,
  status: 'warn',
  found,
  next,
});
export const fail = (check: string, found: string, next: string): Check => ({
  check,
  status: 'fail',
  found,
  next,
});
export const skip = (check: string, found: string): Check => ({ check, status: 'skip', found, next: null });
