import { OpsError } from '../../errors.ts';

/** `warn`: works, but look at it; `skip`: could not be asked, because something before it failed. */
export type CheckStatus = 'ok' | 'warn' | 'fail' | 'skip';

export interface Check {
  readonly check: string;
  readonly status: CheckStatus;
  readonly found: string;
  /** What to type or to do; null where nothing is to be done. */
  readonly next: string | null;
}

const checkOf =
  (status: CheckStatus) =>
  (check: string, found: string, next: string): Check => ({ check, status, found, next });

export const ok = (check: string, found: string): Check => ({ check, status: 'ok', found, next: null });
export const skip = (check: string, found: string): Check => ({ check, status: 'skip', found, next: null });
export const warn = checkOf('warn');
export const fail = checkOf('fail');

/** A check whose call fails says so, instead of ending the others. */
export async function attempt(check: string, next: string, work: () => Promise<Check>): Promise<Check> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof OpsError) return fail(check, error.message, error.next ?? next);
    const { name, message } = error as Error;
    return fail(check, `${name}: ${message}`, next);
  }
}
