import type { Json, JsonObject } from '../../../aws/json.ts';
import type { StateType } from '../definition/types.ts';

type Phase = 'Entered' | 'Exited' | 'Aborted';

/** History event types as GetExecutionHistory names them. */
export type EventType =
  | `Execution${'Started' | 'Succeeded' | 'Failed' | 'Aborted' | 'TimedOut' | 'Redriven'}`
  | `${StateType}State${Phase}`
  | `Task${'Scheduled' | 'Started' | 'StartFailed' | 'Submitted' | 'SubmitFailed' | 'Succeeded' | 'Failed' | 'TimedOut'}`
  | `LambdaFunction${'Scheduled' | 'ScheduleFailed' | 'Started' | 'StartFailed' | 'Succeeded' | 'Failed' | 'TimedOut'}`
  | `${'Map' | 'Parallel'}State${'Started' | 'Succeeded' | 'Failed'}`
  | `MapIteration${'Started' | 'Succeeded' | 'Failed' | 'Aborted'}`
  | 'EvaluationFailed';

/** An event's details member by its API name, e.g. `{ stateEnteredEventDetails: { … } }`. */
export type Details = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** An event to record. Everything below `previousEventId` is ours alone: what is needed to go on after a redrive. */
export interface NewEvent {
  readonly type: EventType;
  readonly details?: Details;
  readonly previousEventId: number;
  /** Which branch or iteration: empty at the top, else `/<state>[<index>]` for each level. */
  readonly scope: string;
  /** Of an …StateExited event: the state that follows, or null at the end. */
  readonly next?: string | null;
  /** Of a WaitStateEntered event: when the wait ends, in epoch milliseconds. */
  readonly due?: number;
  /** Of the TaskSubmitted event of a `.waitForTaskToken` task in its first attempt. */
  readonly handedOut?: HandedOut;
}

/** A token that somebody has now, and when its task was scheduled (epoch milliseconds). */
export interface HandedOut {
  readonly token: string;
  readonly scheduledAt: number;
}

type Notes = Pick<NewEvent, 'next' | 'due' | 'handedOut'>;

/** Records the event durably, then gives its id. Throws when the execution must not go on. */
export type Recorder = (event: NewEvent) => number;

/** Where in the execution a thread of states is: its branch, and the event that the next one follows. */
export class Thread {
  readonly scope: string;
  cursor: number;
  /** The type of the state that the thread is in. */
  inside: StateType | undefined;
  private readonly record: Recorder;

  constructor(record: Recorder, scope: string, cursor: number) {
    this.record = record;
    this.scope = scope;
    this.cursor = cursor;
  }

  /** The next event of the thread. */
  add(type: EventType, details?: Details, notes: Notes = {}): number {
    this.cursor = this.aside(type, details, notes);
    return this.cursor;
  }

  /** An event that nothing follows: AWS lets what comes next follow the event before it (MapIterationSucceeded …). */
  aside(type: EventType, details?: Details, notes: Notes = {}): number {
    return this.record({ type, details, previousEventId: this.cursor, scope: this.scope, ...notes });
  }

  /** The thread of a branch or iteration of the state. */
  branch(state: string, index: number, cursor = this.cursor): Thread {
    return new Thread(this.record, branchScope(this.scope, state, index), cursor);
  }
}

/** The scope of a branch; the state's name is encoded, for it may hold slashes and brackets. */
export function branchScope(scope: string, state: string, index: number | ''): string {
  return `${scope}/${encodeURIComponent(state)}[${index}${index === '' ? '' : ']'}`;
}

const whole = { truncated: false };

export function input(value: Json): { input: string; inputDetails: { truncated: boolean } } {
  return { input: JSON.stringify(value), inputDetails: whole };
}

/** Each variable as its JSON text; nothing where nothing was assigned. */
export function assignedVariables(values: JsonObject = {}): Readonly<Record<string, unknown>> {
  const texts = Object.entries(values).map(([name, value]) => [name, JSON.stringify(value)]);
  if (texts.length === 0) return {};
  return { assignedVariables: Object.fromEntries(texts), assignedVariablesDetails: whole };
}

export function output(value: Json): { output: string; outputDetails: { truncated: boolean } } {
  return { output: JSON.stringify(value), outputDetails: whole };
}
