import type { Json, JsonObject } from '../../../aws/json.ts';
import type { Definition } from '../definition/types.ts';
import { SyntaxFault } from '../language/faults.ts';
import { type Reported, StateFailure } from './failure.ts';
import { input, output, type Recorder, Thread } from './history.ts';
import { type Host, StopFailure } from './host.ts';
import { below, Interruption } from './interruption.ts';
import type { Position } from './position.ts';
import { runThread } from './run-thread.ts';
import { Variables } from './variables.ts';

export interface Execution {
  readonly definition: Definition;
  /** `Execution` and `StateMachine` of the context object. */
  readonly context: JsonObject;
  readonly from: Position;
  /** The event that the next one follows: 0 at the start, for AWS does not chain the first state to ExecutionStarted. */
  readonly cursor: number;
  /** When the machine's TimeoutSeconds is over, in epoch milliseconds. */
  readonly deadline?: number;
  /** Aborted with an Interruption: stopped, or the local cloud ends. */
  readonly signal: AbortSignal;
  /** StopExecution's error and cause. */
  readonly stopReason?: () => Reported;
}

export type Ending =
  | { readonly status: 'SUCCEEDED'; readonly output: Json }
  | ({ readonly status: 'FAILED' | 'ABORTED' | 'TIMED_OUT' } & Reported);

/** The first event of every execution. */
export function recordStart(record: Recorder, data: Json, roleArn: string): void {
  const details = { executionStartedEventDetails: { ...input(data), roleArn } };
  new Thread(record, '', 0).aside('ExecutionStarted', details);
}

/**
 * Runs an execution to its end and records that. Rejects with the Interruption where the local cloud ends: the
 * execution then has no end yet.
 */
export async function runExecution(execution: Execution, host: Host): Promise<Ending> {
  const thread = new Thread(host.record, '', execution.cursor);
  const { controller, end } = below(execution.signal);
  const timer = new AbortController();
  if (execution.deadline !== undefined) {
    const left = Math.max(0, execution.deadline - host.now().getTime());
    host.sleep(left, timer.signal).then(
      () => controller.abort(new Interruption('timed out')),
      () => {},
    );
  }
  try {
    const run = { host, context: execution.context, runThread };
    const result = await runThread(
      execution.definition,
      { run, thread, signal: controller.signal, variables: new Variables(execution.from.variables) },
      execution.from,
    );
    thread.add('ExecutionSucceeded', { executionSucceededEventDetails: output(result) });
    return { status: 'SUCCEEDED', output: result };
  } catch (error) {
    return endAs(error, controller.signal, thread, execution);
  } finally {
    timer.abort();
    end();
  }
}

function endAs(error: unknown, signal: AbortSignal, thread: Thread, execution: Execution): Ending {
  const interruption = signal.reason instanceof Interruption ? signal.reason.kind : undefined;
  if (interruption === 'shutdown') throw signal.reason;
  const stop = error instanceof StopFailure ? error.message : undefined;
  if (interruption === 'stopped') {
    const { error: name, cause } = execution.stopReason?.() ?? {};
    return abort('ABORTED', { error: name, cause: joined(cause, stop) }, thread);
  }
  if (interruption === 'timed out')
    return abort('TIMED_OUT', stop === undefined ? {} : { cause: stop }, thread);
  const reported = reportedOf(error);
  thread.add('ExecutionFailed', { executionFailedEventDetails: { ...reported } });
  return { status: 'FAILED', ...reported };
}

/** Aborted and timed-out executions end outside the chain of events: previousEventId is 0. */
function abort(status: 'ABORTED' | 'TIMED_OUT', reported: Reported, thread: Thread): Ending {
  thread.cursor = 0;
  if (status === 'ABORTED')
    thread.add('ExecutionAborted', { executionAbortedEventDetails: present(reported) });
  else thread.add('ExecutionTimedOut', { executionTimedOutEventDetails: present(reported) });
  return { status, ...present(reported) };
}

function present({ error, cause }: Reported): Reported & Record<string, unknown> {
  return { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
}

function joined(cause: string | undefined, stop: string | undefined): string | undefined {
  const said = [cause, stop].filter((sentence) => sentence !== undefined);
  return said.length > 0 ? said.join('; ') : undefined;
}

function reportedOf(error: unknown): Reported & Record<string, unknown> {
  if (error instanceof StateFailure) {
    const { error: name, cause } = error.reported;
    return present({ error: error.matching.uncaughtAs ?? name, cause });
  }
  const message = error instanceof Error ? error.message : String(error);
  const where = error instanceof SyntaxFault ? 'the definition cannot be read' : 'the local cloud failed';
  return { error: 'States.Runtime', cause: `${where}: ${message}` };
}
