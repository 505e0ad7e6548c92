import type { HistoryEvent } from '@aws-sdk/client-sfn';

export type StateStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

export interface Failure {
  readonly error: string;
  readonly cause: string;
}

/** One stay of the execution in a state. */
export interface Visit {
  readonly name: string;
  /** Task, Wait, Choice, Pass, Succeed, Fail, Parallel, Map. */
  readonly type: string;
  status: StateStatus;
  readonly enteredAt: Date;
  exitedAt: Date | undefined;
  /** JSON text. */
  readonly input: string | undefined;
  output: string | undefined;
  /** Of the newest attempt that failed. */
  failure: Failure | undefined;
  readonly attempts: Attempt[];
}

/** One attempt of a task: `Retry` makes more of them within one visit. */
export interface Attempt {
  readonly scheduledAt: Date;
  endedAt: Date | undefined;
  /** `glue`, `lambda`, … */
  readonly service: string;
  /** What the task was called with, as JSON text. */
  readonly parameters: string | undefined;
  /** What the service answered when it took the task, as JSON text; a Glue job's run id is in it. */
  submitted: string | undefined;
}

/** An execution as its history tells it. */
export interface Story {
  readonly visits: readonly Visit[];
  readonly startedAt: Date | undefined;
  /** When somebody let it go on after it had ended. */
  readonly redrivenAt: readonly Date[];
  readonly end:
    | { readonly status: StateStatus; readonly at: Date; readonly failure: Failure | undefined }
    | undefined;
}

const ends: Readonly<Record<string, StateStatus>> = {
  ExecutionSucceeded: 'SUCCEEDED',
  ExecutionFailed: 'FAILED',
  ExecutionTimedOut: 'TIMED_OUT',
  ExecutionAborted: 'ABORTED',
};
const SCHEDULED = /^(Task|LambdaFunction|Activity)Scheduled$/;
const ATTEMPT_ENDED =
  /^(Task|LambdaFunction|Activity)(Succeeded|Failed|TimedOut|StartFailed|SubmitFailed|ScheduleFailed)$/;

/** Reads a history, oldest event first. Which state an event belongs to is told by previousEventId, not by order. */
export function readHistory(events: readonly HistoryEvent[]): Story {
  const visits: Visit[] = [];
  const visitOfEvent = new Map<number, Visit>();
  const redrivenAt: Date[] = [];
  let startedAt: Date | undefined;
  let end: Story['end'];
  for (const event of events) {
    const type = event.type ?? '';
    const at = event.timestamp ?? new Date(0);
    if (type === 'ExecutionStarted') startedAt = at;
    if (type === 'ExecutionRedriven') {
      end = undefined;
      redrivenAt.push(at);
    }
    const status = ends[type];
    if (status) end = { status, at, failure: failureOf(event) };
    const visit = type.endsWith('StateEntered')
      ? enter(visits, event, at)
      : visitOfEvent.get(event.previousEventId ?? 0);
    if (!visit) continue;
    visitOfEvent.set(event.id ?? 0, visit);
    record(visit, event, type, at);
  }
  for (const visit of visits) if (end && !visit.exitedAt) close(visit, end);
  return { visits, startedAt, redrivenAt, end };
}

function enter(visits: Visit[], event: HistoryEvent, at: Date): Visit {
  const visit: Visit = {
    name: event.stateEnteredEventDetails?.name ?? '',
    type: (event.type ?? '').replace('StateEntered', ''),
    status: 'RUNNING',
    enteredAt: at,
    exitedAt: undefined,
    input: event.stateEnteredEventDetails?.input,
    output: undefined,
    failure: undefined,
    attempts: [],
  };
  visits.push(visit);
  return visit;
}

function record(visit: Visit, event: HistoryEvent, type: string, at: Date): void {
  if (SCHEDULED.test(type)) visit.attempts.push(attempt(event, at));
  const current = visit.attempts.at(-1);
  if (type === 'TaskSubmitted' && current) current.submitted = event.taskSubmittedEventDetails?.output;
  if (ATTEMPT_ENDED.test(type)) {
    if (current) current.endedAt = at;
    visit.failure = type.endsWith('Succeeded') ? undefined : failureOf(event);
  }
  if (!type.endsWith('StateExited')) return;
  visit.exitedAt = at;
  visit.output = event.stateExitedEventDetails?.output;
  // A failure that a Catch took: the state is left, but its task has failed.
  visit.status = visit.failure ? 'FAILED' : 'SUCCEEDED';
}

function attempt(event: HistoryEvent, scheduledAt: Date): Attempt {
  const lambda = event.lambdaFunctionScheduledEventDetails;
  return {
    scheduledAt,
    endedAt: undefined,
    service: event.taskScheduledEventDetails?.resourceType ?? 'lambda',
    parameters:
      event.taskScheduledEventDetails?.parameters ??
      (lambda ? JSON.stringify({ FunctionName: lambda.resource }) : undefined),
    submitted: undefined,
  };
}

function close(visit: Visit, end: NonNullable<Story['end']>): void {
  visit.exitedAt = end.at;
  visit.status = visit.type === 'Succeed' ? 'SUCCEEDED' : end.status;
}

function failureOf(event: HistoryEvent): Failure | undefined {
  const details =
    event.taskFailedEventDetails ??
    event.taskTimedOutEventDetails ??
    event.taskStartFailedEventDetails ??
    event.taskSubmitFailedEventDetails ??
    event.lambdaFunctionFailedEventDetails ??
    event.lambdaFunctionTimedOutEventDetails ??
    event.lambdaFunctionStartFailedEventDetails ??
    event.lambdaFunctionScheduleFailedEventDetails ??
    event.executionFailedEventDetails ??
    event.executionTimedOutEventDetails ??
    event.executionAbortedEventDetails;
  if (details === undefined) return undefined;
  return { error: details.error ?? 'States.Timeout', cause: details.cause ?? '' };
}
