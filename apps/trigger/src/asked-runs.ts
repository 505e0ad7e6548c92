import { addMonths, datasets, eraOfMonth, type RunInput } from '@tlc-elt/contracts';
import { dueMonth } from './due-month.ts';
import type { TriggerEvent } from './event.ts';

/** Months before the due one that refresh mode looks at: the TLC republishes for about a year. */
const REFRESHED_MONTHS = 12;

/** The runs that an event asks for, the due month first. Only the due month waits for its publication. */
export function askedRuns(event: TriggerEvent): RunInput[] {
  const dataset = 'yellow';
  if ('month' in event) return [{ dataset, month: event.month, ...(event.force ? { force: true } : {}) }];
  const due = dueMonth(new Date(event.scheduled_time));
  const before = event.refresh
    ? Array.from({ length: REFRESHED_MONTHS }, (_, i) => addMonths(due, -1 - i))
    : [];
  const loadable = before.filter((month) => eraOfMonth(datasets[dataset], month)?.refused === undefined);
  return [{ dataset, month: due }, ...loadable.map((month) => ({ dataset, month, no_wait: true }) as const)];
}
