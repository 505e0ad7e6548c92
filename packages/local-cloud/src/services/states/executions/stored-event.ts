import type { Details, EventType, NewEvent } from '../interpreter/history.ts';

/** A history event as the journal keeps it. */
export interface StoredEvent extends NewEvent {
  readonly id: number;
  /** Epoch milliseconds. */
  readonly timestamp: number;
}

/** What an execution was started with: the journal's first line. */
export interface ExecutionHeader {
  readonly executionArn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  readonly roleArn: string;
  /** The state machine's revision, kept for as long as its executions. */
  readonly revision: string;
  readonly input: string;
  readonly startDate: number;
  readonly traceHeader?: string;
}

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

const ENDINGS: Partial<Record<EventType, ExecutionStatus>> = {
  ExecutionSucceeded: 'SUCCEEDED',
  ExecutionFailed: 'FAILED',
  ExecutionTimedOut: 'TIMED_OUT',
  ExecutionAborted: 'ABORTED',
};

/** The status that an event ends the execution with, if it does. */
export function endingStatus(event: StoredEvent | undefined): ExecutionStatus | undefined {
  return event && ENDINGS[event.type];
}

/** The one details object of an event. */
export function detailsOf(event: { readonly details?: Details }): Readonly<Record<string, unknown>> {
  return Object.values(event.details ?? {})[0] ?? {};
}
