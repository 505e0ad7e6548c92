import { type Json, type JsonObject, parseJson } from '../../../aws/json.ts';
import type { Definition } from '../definition/types.ts';
import { branchScope } from '../interpreter/history.ts';
import type { Entered, Progress } from '../interpreter/position.ts';
import { detailsOf, type StoredEvent } from './stored-event.ts';

/** The error of executions that the end of the local cloud cut off. */
export const RESTARTED = 'LocalCloud.Restarted';

/** Where one thread stands: finished with an output, or at a state that was entered or is to be. */
type Standing =
  | { readonly output: Json }
  | {
      readonly state: string;
      readonly input: Json;
      /** `cursor`: the event that the state's next one follows, where it is not the one that entered it. */
      readonly entered?: Omit<Entered, 'branches'> & { readonly cursor?: number };
      readonly succeeded?: boolean;
    };

/**
 * Reads from a history where the execution stands: a state without its …StateExited event goes on (developer guide,
 * "Redriving": that is how AWS finds the unsuccessful states). An output where it is past its last state.
 *
 * After a redrive (`redriven`) states begin anew, and what follows follows the ExecutionRedriven event; after a restart
 * they go on as they were, each thread after its own last event.
 */
export function progressOf(
  definition: Definition,
  input: Json,
  events: readonly StoredEvent[],
  redriven?: Date,
): Progress {
  const start: Standing = { state: definition.StartAt, input };
  const threads = new Map<string, Standing>([['', start]]);
  const variables = new Map<string, JsonObject>();
  for (const event of events) {
    apply(event, threads);
    noteVariables(event, threads, variables);
  }
  return build({ threads, variables, redriven }, '', threads.get('') ?? start);
}

/** Variables live as long as the thread whose states assigned them. */
function noteVariables(
  event: StoredEvent,
  threads: ReadonlyMap<string, Standing>,
  variables: Map<string, JsonObject>,
): void {
  for (const scope of variables.keys()) if (scope !== '' && !threads.has(scope)) variables.delete(scope);
  const { assignedVariables } = detailsOf(event) as { assignedVariables?: Record<string, string> };
  if (!assignedVariables) return;
  const values = Object.entries(assignedVariables).map(([name, text]) => [name, parseJson(text)]);
  variables.set(event.scope, { ...variables.get(event.scope), ...Object.fromEntries(values) });
}

function apply(event: StoredEvent, threads: Map<string, Standing>): void {
  const { type, scope } = event;
  if (type.endsWith('StateEntered')) {
    const { name, input } = detailsOf(event) as { name: string; input: string };
    const entered = { eventId: event.id, at: new Date(event.timestamp), due: event.due };
    threads.set(scope, { state: name, input: parseJson(input), entered });
  } else if (type.endsWith('StateExited')) {
    const output = parseJson((detailsOf(event) as { output: string }).output);
    threads.set(scope, event.next ? { state: event.next, input: output } : { output });
    if (type === 'ParallelStateExited' || type === 'MapStateExited') forgetBelow(scope, threads);
  } else if (type === 'ParallelStateStarted' || type === 'MapStateStarted') {
    forgetBelow(scope, threads);
  } else if (type === 'ParallelStateSucceeded' || type === 'MapStateSucceeded') {
    const standing = threads.get(scope);
    if (standing && 'state' in standing) threads.set(scope, { ...standing, succeeded: true });
  } else if (type.startsWith('Task')) {
    noteTask(event, threads);
  } else if (type === 'ExecutionFailed' && detailsOf(event).error !== RESTARTED) {
    forgetFinished(threads);
  }
}

/** A token that was handed out is good until the task's next event. */
function noteTask({ scope, id, handedOut }: StoredEvent, threads: Map<string, Standing>): void {
  const standing = threads.get(scope);
  if (!standing || !('state' in standing) || !standing.entered) return;
  const { handedOut: _, cursor: __, ...entered } = standing.entered;
  threads.set(scope, {
    ...standing,
    entered: { ...entered, ...(handedOut ? { handedOut, cursor: id } : {}) },
  });
}

/**
 * A state that failed though all its branches had succeeded failed on their results: AWS then runs all of them again
 * (developer guide, "Redrive behavior of individual states").
 */
function forgetFinished(threads: Map<string, Standing>): void {
  for (const [scope, standing] of threads) {
    if ('succeeded' in standing && standing.succeeded) forgetBelow(scope, threads);
  }
}

function forgetBelow(scope: string, threads: Map<string, Standing>): void {
  for (const other of threads.keys()) if (other.startsWith(`${scope}/`)) threads.delete(other);
}

interface Known {
  readonly threads: ReadonlyMap<string, Standing>;
  readonly variables: ReadonlyMap<string, JsonObject>;
  readonly redriven: Date | undefined;
}

function build(known: Known, scope: string, standing: Standing): Progress {
  if ('output' in standing) return standing;
  const { threads, redriven } = known;
  const { state, input, entered } = standing;
  const assigned = known.variables.get(scope);
  const base = { state, input, ...(assigned ? { variables: assigned } : {}) };
  if (!entered) return { position: base };
  const branches = new Map<number, Progress>();
  const start = branchScope(scope, state, '');
  for (const [other, inner] of threads) {
    const [, index] = other.startsWith(start) ? (/^(\d+)\]$/.exec(other.slice(start.length)) ?? []) : [];
    if (index !== undefined) branches.set(Number(index), build(known, other, inner));
  }
  if (redriven)
    return { position: { ...base, entered: { eventId: entered.eventId, at: redriven, branches } } };
  const { cursor = entered.eventId, ...others } = entered;
  return { position: { ...base, entered: { ...others, branches }, cursor } };
}
