import { addMonths, type Dataset, datasetOf, dueMonth, eraOfMonth, type RunInput } from '@tlc-elt/contracts';
import type { TriggerEvent } from './event.ts';

/** The runs that an event asks for: those of the schedule are of each of its datasets, the due month first. */
export function askedRuns(event: TriggerEvent): RunInput[] {
  if ('month' in event)
    return [{ dataset: event.dataset, month: event.month, force: event.force || undefined }];
  const at = new Date(event.scheduled_time);
  return event.datasets.flatMap((dataset) => dueRuns(dataset, at, event.refresh));
}

/** The due month, which waits for its publication, and those before it that may have been replaced. */
function dueRuns(dataset: Dataset, at: Date, refresh: boolean): RunInput[] {
  const contract = datasetOf(dataset);
  const due = dueMonth(contract, at);
  const before = Array.from({ length: refresh ? contract.republishedMonths : 0 }, (_, i) =>
    addMonths(due, -1 - i),
  );
  const loadable = before.filter((month) => {
    const era = eraOfMonth(contract, month);
    return era !== undefined && era.refused === undefined;
  });
  return [{ dataset, month: due }, ...loadable.map((month) => ({ dataset, month, no_wait: true }))];
}
