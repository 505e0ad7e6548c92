import type { Retrier } from '../definition/types.ts';
import { matchesErrors, type StateFailure } from './failure.ts';

/** Counts a state's retries, per retrier, as the Amazon States Language does. */
export class Retries {
  private readonly retriers: readonly Retrier[];
  private readonly used = new Map<Retrier, number>();
  count = 0;

  constructor(retriers: readonly Retrier[] = []) {
    this.retriers = retriers;
  }

  /** Milliseconds to wait before the next attempt, or undefined where no retrier (any more) applies. */
  next(failure: StateFailure, random: () => number): number | undefined {
    const retrier = this.retriers.find(({ ErrorEquals }) => matchesErrors(ErrorEquals, failure));
    if (!retrier) return undefined;
    const used = this.used.get(retrier) ?? 0;
    if (used >= (retrier.MaxAttempts ?? 3)) return undefined;
    this.used.set(retrier, used + 1);
    this.count += 1;
    return delay(retrier, used, random);
  }
}

function delay(retrier: Retrier, used: number, random: () => number): number {
  const backedOff = (retrier.IntervalSeconds ?? 1) * (retrier.BackoffRate ?? 2) ** used;
  const seconds = Math.min(backedOff, retrier.MaxDelaySeconds ?? backedOff);
  return Math.round(1000 * (retrier.JitterStrategy === 'FULL' ? seconds * random() : seconds));
}
