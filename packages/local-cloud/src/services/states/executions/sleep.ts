import type { Clock } from '../../../kernel/clock.ts';

/**
 * Timers stand still while a laptop sleeps, and hold 24 days at most: a long wait looks at the clock again every hour,
 * so that it ends at its time.
 */
const LONGEST_TIMER_MS = 3_600_000;

/** Sleeps by the kernel's clock; rejects with the signal's reason once it is aborted. */
export async function sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  const end = clock.now().getTime() + ms;
  for (let left = ms; left > 0; left = end - clock.now().getTime()) {
    signal.throwIfAborted();
    try {
      await clock.sleep(Math.min(left, LONGEST_TIMER_MS), signal);
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    }
  }
  signal.throwIfAborted();
}
