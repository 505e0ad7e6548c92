import { parseJson } from '../../../aws/json.ts';
import type { Definition } from '../definition/types.ts';
import { type NewEvent, output } from '../interpreter/history.ts';
import { openStates, type Position } from '../interpreter/position.ts';
import { type Journal, type JournalContents, lastEnding } from './journal.ts';
import { progressOf, RESTARTED } from './standing.ts';
import { type ExecutionStatus, endingStatus } from './stored-event.ts';

export type Recovery =
  | { readonly goesOn: true; readonly from: Position; readonly cursor: number }
  | { readonly goesOn: false; readonly status: ExecutionStatus; readonly stopDate: number };

/**
 * What becomes of an execution that an earlier process left: one that sat in Wait states, or waited for the answer to
 * a task token, goes on, for waiting is all that it did; any other has failed, since nobody can tell how far its task came. A redrive takes it up again.
 */
export function recoverExecution(
  definition: Definition,
  opened: { journal: Journal } & JournalContents,
  now: () => number,
): Recovery {
  const { header, events, journal } = opened;
  const ending = lastEnding(events);
  if (ending)
    return { goesOn: false, status: endingStatus(ending) as ExecutionStatus, stopDate: ending.timestamp };
  const progress = progressOf(definition, parseJson(header.input), events);
  if ('output' in progress) {
    const details = { executionSucceededEventDetails: output(progress.output) };
    return close(journal, 'SUCCEEDED', { type: 'ExecutionSucceeded', details }, now());
  }
  const from = progress.position;
  const open = openStates(from, definition);
  if (open.every(({ waits }) => waits)) {
    return { goesOn: true, from, cursor: from.cursor ?? 0 };
  }
  const names = open.map(({ name }) => `'${name}'`).join(', ');
  const cause = `The local cloud was ended while the state ${names} ran. Redrive the execution to go on from there.`;
  const details = { executionFailedEventDetails: { error: RESTARTED, cause } };
  return close(journal, 'FAILED', { type: 'ExecutionFailed', details }, now());
}

function close(
  journal: Journal,
  status: ExecutionStatus,
  event: Pick<NewEvent, 'type' | 'details'>,
  now: number,
): Recovery {
  const { timestamp } = journal.append({ ...event, previousEventId: journal.length, scope: '' }, now);
  return { goesOn: false, status, stopDate: timestamp };
}
