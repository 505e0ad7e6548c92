import { GetExecutionHistoryCommand, SFNClient } from '@aws-sdk/client-sfn';
import type { RunPlan } from '@tlc-elt/contracts';
import { type Execution, listExecutions, subjectOf } from '../../executions/executions.ts';
import { readHistory, type Story } from '../../executions/history.ts';
import { planOf, waitingOf } from '../../executions/publication.ts';
import { currentState, failingState } from '../../executions/states.ts';
import type { Runtime } from '../../runtime.ts';
import type { StatusOptions } from './options.ts';

export interface ExecutionStatus {
  readonly name: string;
  readonly status: string;
  readonly month: string | null;
  /** Where it is, where it failed, or where it ended. */
  readonly state: string | null;
  readonly outcome: RunPlan['outcome'] | null;
  /** Set where the run waits for the publisher, which is healthy: when it looks again. */
  readonly waiting_until: string | null;
  readonly started_at: string;
  readonly stopped_at: string | null;
}

export interface StatusResult {
  readonly executions: readonly ExecutionStatus[];
}

/** Enough of a history's end to see the last states and what they were given. */
const LAST_EVENTS = 30;

export async function readStatus({ limit }: StatusOptions, runtime: Runtime): Promise<StatusResult> {
  const executions = await listExecutions(runtime, { limit });
  return { executions: await Promise.all(executions.map((execution) => statusOf(runtime, execution))) };
}

async function statusOf(runtime: Runtime, execution: Execution): Promise<ExecutionStatus> {
  const [subject, story] = await Promise.all([subjectOf(runtime, execution), endOfStory(runtime, execution)]);
  const waiting = waitingOf(story);
  return {
    name: execution.name,
    status: execution.status,
    month: subject?.month ?? null,
    state: (failingState(story) ?? currentState(story))?.name ?? null,
    outcome: planOf(story)?.outcome ?? null,
    waiting_until: waiting ? (waiting.until?.toISOString() ?? 'unknown') : null,
    started_at: execution.startedAt.toISOString(),
    stopped_at: execution.stoppedAt?.toISOString() ?? null,
  };
}

async function endOfStory(runtime: Runtime, { arn }: Execution): Promise<Story> {
  const page = await runtime.client(SFNClient).send(
    new GetExecutionHistoryCommand({
      executionArn: arn,
      reverseOrder: true,
      maxResults: LAST_EVENTS,
      includeExecutionData: true,
    }),
    { abortSignal: runtime.signal },
  );
  return readHistory((page.events ?? []).reverse());
}
