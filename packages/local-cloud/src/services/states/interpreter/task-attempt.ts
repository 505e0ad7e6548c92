import type { Json } from '../../../aws/json.ts';
import { TaskFailure } from '../../../kernel/task.ts';
import type { TaskState } from '../definition/types.ts';
import { StateFailure, tooLarge } from './failure.ts';
import { type Host, type Integration, StopFailure, type TaskIo } from './host.ts';
import { below, Interruption, isShutdown } from './interruption.ts';
import type { Frame } from './scope.ts';
import { shortCause, TaskEvents, type TaskLimits } from './task-events.ts';

export type { TaskLimits };

/** How long an interrupted integration may take to stop what it started. */
const STOPPING_GRACE_MS = 5000;

/** One attempt of a task with its own events and timeouts; gives the task's result or throws StateFailure. */
export async function attemptTask(
  frame: Frame<TaskState>,
  parameters: Json,
  limits: TaskLimits,
): Promise<Json> {
  const { host } = frame.scope.run;
  const integration = host.integration(frame.state.Resource);
  const events = new TaskEvents(frame.scope.thread, integration);
  const handedOut = frame.resumed ? frame.entered.handedOut : undefined;
  const scheduledAt = handedOut?.scheduledAt ?? host.now().getTime();
  if (!handedOut) {
    events.scheduled(parameters, limits);
    events.started();
  }
  const run = (io: TaskIo): Promise<Json> =>
    handedOut && integration.resume ? integration.resume(io) : integration.run(parameters, io);
  const left =
    limits.timeout === undefined
      ? limits
      : { ...limits, timeout: limits.timeout - sinceSeconds(host, scheduledAt) };
  const work = new Work(frame, integration, { run, limits: left, scheduledAt }, events);
  try {
    const result = await work.result();
    const oversized = events.tooLarge(result);
    if (oversized) throw reportFailure(events, tooLarge(oversized));
    events.succeeded(result);
    return result;
  } catch (error) {
    const { aborted, reason } = frame.scope.signal;
    // When the local cloud ends it does not wait for tasks: their services end what they run.
    if (isShutdown(reason)) throw reason;
    if (aborted) throw (await work.stopped()) ?? reason;
    if (error instanceof TaskFailure) throw reportTaskFailure(events, error);
    if (!(error instanceof TimedOut)) throw error;
    throw reportTimeout(events, error, await work.stopped());
  }
}

const sinceSeconds = (host: Host, at: number): number => Math.max(0, host.now().getTime() - at) / 1000;

class TimedOut extends Error {
  readonly heartbeat: boolean;
  constructor(heartbeat: boolean) {
    super('the task timed out');
    this.heartbeat = heartbeat;
  }
}

function reportFailure(events: TaskEvents, failure: StateFailure): StateFailure {
  events.failed(failure.reported, 'running');
  return failure;
}

function reportTaskFailure(
  events: TaskEvents,
  { error, message, failedWhile, terminal }: TaskFailure,
): StateFailure {
  // SendTaskFailure may name neither.
  const reported = {
    ...(error === '' ? {} : { error }),
    ...(error === '' && message === '' ? {} : { cause: shortCause(message) }),
  };
  events.failed(reported, failedWhile);
  return new StateFailure(reported, { terminal });
}

function reportTimeout(
  events: TaskEvents,
  { heartbeat }: TimedOut,
  stop: StopFailure | undefined,
): StateFailure {
  const reported = { error: 'States.Timeout', ...(stop ? { cause: shortCause(stop.message) } : {}) };
  events.timedOut(reported);
  return new StateFailure(reported, heartbeat ? { alsoKnownAs: ['States.HeartbeatTimeout'] } : {});
}

/** How an attempt is begun, or taken up. */
interface Attempted {
  readonly run: (io: TaskIo) => Promise<Json>;
  /** What is left of them. */
  readonly limits: TaskLimits;
  readonly scheduledAt: number;
}

/** A running integration with its timers. */
class Work {
  private readonly frame: Frame;
  private readonly integration: Integration;
  private readonly limits: TaskLimits;
  private readonly running: Promise<Json>;
  private readonly stop: ReturnType<typeof below>;
  private readonly timers = new AbortController();
  private beat: (() => void) | undefined;

  constructor(
    frame: Frame,
    integration: Integration,
    { run, limits, scheduledAt }: Attempted,
    events: TaskEvents,
  ) {
    this.frame = frame;
    this.integration = integration;
    this.limits = integration.heartbeats ? limits : { timeout: limits.timeout };
    this.stop = below(frame.scope.signal);
    const { signal } = this.stop.controller;
    // A retry would have to know how many there were: only the first attempt outlives a restart.
    const token = frame.retryCount === 0 && integration.callback ? frame.taskToken : undefined;
    this.running = run({
      signal,
      taskToken: frame.taskToken,
      submitted: (answer) => {
        if (!signal.aborted)
          events.submitted(answer, token === undefined ? undefined : { token, scheduledAt });
      },
      heartbeat: () => this.beat?.(),
    });
    // It is awaited below; after an interruption nobody may be left to hear it.
    this.running.catch(() => {});
  }

  /** The result, or the first of: the task's failure, a timeout, the interruption of the thread. */
  async result(): Promise<Json> {
    const { promise: over, reject } = Promise.withResolvers<never>();
    const interrupted = (): void => reject(this.frame.scope.signal.reason);
    this.frame.scope.signal.addEventListener('abort', interrupted, { once: true });
    if (this.frame.scope.signal.aborted) interrupted();
    if (this.limits.timeout !== undefined) this.arm(this.limits.timeout, () => reject(new TimedOut(false)));
    if (this.limits.heartbeat !== undefined)
      this.armHeartbeat(this.limits.heartbeat, () => reject(new TimedOut(true)));
    try {
      return await Promise.race([this.running, over]);
    } finally {
      this.frame.scope.signal.removeEventListener('abort', interrupted);
      this.timers.abort();
      this.stop.end();
    }
  }

  /** Ends the integration's work and waits for it; gives the reason if it could not be stopped. */
  async stopped(): Promise<StopFailure | undefined> {
    if (!this.stop.controller.signal.aborted) this.stop.controller.abort(new Interruption('task timed out'));
    if (!this.integration.stopsWork) return undefined;
    const grace = new AbortController();
    const settled = this.running.then(
      () => undefined,
      (error: unknown) => (error instanceof StopFailure ? error : undefined),
    );
    const late = this.frame.scope.run.host.sleep(STOPPING_GRACE_MS, grace.signal).then(
      () => undefined,
      () => undefined,
    );
    const reason = await Promise.race([settled, late]);
    grace.abort();
    return reason;
  }

  private arm(seconds: number, expire: () => void): void {
    this.frame.scope.run.host.sleep(seconds * 1000, this.timers.signal).then(expire, () => {});
  }

  private armHeartbeat(seconds: number, expire: () => void): void {
    let last = new AbortController();
    const start = (): void => {
      last.abort();
      last = below(this.timers.signal).controller;
      this.frame.scope.run.host.sleep(seconds * 1000, last.signal).then(expire, () => {});
    };
    this.beat = start;
    start();
  }
}
