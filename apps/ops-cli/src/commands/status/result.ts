import type { RunPlan } from '@tlc-elt/contracts';
import type { CalendarMonth } from './calendar.ts';
import type { MonthStatus } from './month-status.ts';

export interface ExecutionStatus {
  readonly name: string;
  readonly status: string;
  readonly month: string | null;
  /** Where it is, where it failed, or where it ended. */
  readonly state: string | null;
  readonly outcome: RunPlan['outcome'] | null;
  /** Set where the run waits for the publisher, which is healthy: when it looks again. */
  readonly waiting_until: string | null;
  /** Why it failed: the error's name, and its sentence. */
  readonly error: string | null;
  readonly cause: string | null;
  readonly started_at: string;
  readonly stopped_at: string | null;
}

export interface Result {
  readonly executions: readonly ExecutionStatus[];
  /** The state of every month since the oldest that is known of; only where no month was asked for. */
  readonly calendar?: readonly CalendarMonth[];
  /** Only where a month or `--source` was asked for. */
  readonly months?: readonly MonthStatus[];
  /** What runs have brought of each lookup; only where no month was asked for. */
  readonly lookups?: readonly LookupStatus[];
}

export interface LookupStatus {
  readonly lookup: string;
  readonly found: string;
  /** Why the last look at the publisher brought none. */
  readonly problem: string | null;
}
