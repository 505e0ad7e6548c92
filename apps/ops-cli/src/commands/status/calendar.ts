import {
  Dataset,
  datasetOf,
  dueMonth,
  type MonthState,
  monthAt,
  monthsBetween,
  parseRunName,
} from '@tlc-elt/contracts';
import type { Execution } from '../../executions/executions.ts';
import type { MonthOfDataset } from '../../plan/known.ts';
import { stateOf } from '../../plan/month-state.ts';
import { knownOf } from '../../plan/read-known.ts';
import type { Runtime } from '../../runtime.ts';
import { type Ledger, readWholeLedger } from '../../warehouse/ledger.ts';

/** The state of a month, as its place in the calendar shows it. */
export interface CalendarMonth extends MonthOfDataset {
  readonly state: MonthState;
}

/**
 * Every month of the datasets that have a load or a run, since the oldest of either to the one that is due. Where the warehouse does not answer
 * there is none, and it is said: what goes on is shown all the same.
 */
export async function readCalendar(
  runtime: Runtime,
  listing: Promise<readonly Execution[]>,
): Promise<CalendarMonth[]> {
  const [executions, ledger] = await Promise.all([listing, readWholeLedger(runtime).catch(String)]);
  runtime.signal.throwIfAborted();
  if (typeof ledger === 'string') {
    runtime.progress.line(`no calendar: the ledger cannot be read (${ledger})`);
    return [];
  }
  const now = runtime.now();
  const known = await knownOf(runtime, monthsOf(ledger, executions, now), { ledger, executions });
  return known.flatMap((each) => {
    const { dataset, month } = each;
    const state = stateOf(datasetOf(dataset), each, now);
    // Nobody lacks a month that is not due.
    const isLater = state === 'not_loaded' && month > dueMonth(datasetOf(dataset), now);
    return isLater ? [] : [{ dataset, month, state }];
  });
}

function monthsOf(ledger: Ledger, executions: readonly Execution[], now: Date): MonthOfDataset[] {
  const seen = [
    ...ledger.loads.map(({ dataset, source_month }) => ({ dataset, month: source_month })),
    ...ledger.unreadable.flatMap(({ dataset, month }) => (month ? [{ dataset, month }] : [])),
    ...executions.flatMap(({ name }) => parseRunName(name) ?? []),
  ];
  const last = monthAt(now, -1);
  return Dataset.options.flatMap((dataset) => {
    const { firstMonth } = datasetOf(dataset);
    const own = seen.filter((each) => each.dataset === dataset).map(({ month }) => month);
    const [first] = own.filter((month) => firstMonth <= month && month <= last).sort();
    return first === undefined ? [] : monthsBetween(first, last).map((month) => ({ dataset, month }));
  });
}
