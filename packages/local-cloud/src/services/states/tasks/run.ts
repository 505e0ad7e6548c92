import { isObject, type Json, type JsonObject } from '../../../aws/json.ts';
import {
  type Callee,
  TaskFailure,
  type TaskIntegration,
  type TaskRun,
  type Work,
} from '../../../kernel/task.ts';
import { StopFailure, type TaskIo } from '../interpreter/host.ts';
import { isShutdown } from '../interpreter/interruption.ts';
import { sdkMetadata } from './data.ts';
import { RoleCalls, refuseParameters, type TaskWorld } from './role-calls.ts';

/** The operation that a Task state's Resource names. */
export interface Called {
  readonly callee: Callee;
  readonly operation: string;
  /** Absent for an `aws-sdk` integration. */
  readonly optimized?: TaskIntegration;
}

const objectParameters = (given: Json): JsonObject =>
  isObject(given) ? given : refuseParameters(given, 'the parameters must be an object');

export async function runSdk(
  { callee, operation }: Called,
  given: Json,
  io: TaskIo,
  world: TaskWorld,
): Promise<Json> {
  return new RoleCalls(callee, 'v2', world).call(operation, objectParameters(given), io.signal);
}

/** The answer with what AWS adds to it; of `.sync` what came of the work. */
export async function runOptimized(
  { callee, operation, optimized }: Called,
  given: Json,
  io: TaskIo,
  world: TaskWorld,
): Promise<Json> {
  const parameters = objectParameters(given);
  const calls = new RoleCalls(callee, 'v1', world);
  const task = taskOf(calls, given, io, world);
  const work = optimized?.work;
  const answer = optimized?.run
    ? await optimized.run(task)
    : await calls.call(operation, parameters, work ? undefined : io.signal, work ? 'submitting' : 'running');
  const started = { ...answer, ...sdkMetadata(calls.model, world.uuid()) };
  return work ? finish(work, started, task, io) : started;
}

/** A Resource that is the ARN of what is called. */
export async function runDirect(
  callee: Callee,
  arn: string,
  given: Json,
  io: TaskIo,
  world: TaskWorld,
): Promise<Json> {
  const task = taskOf(new RoleCalls(callee, 'v1', world), given, io, world);
  return (await callee.task?.direct?.run(arn, task)) ?? null;
}

function taskOf(calls: RoleCalls, data: Json, io: TaskIo, { kernel }: TaskWorld): TaskRun {
  return {
    ...{ data, parameters: isObject(data) ? data : {}, signal: io.signal },
    accountId: kernel.accountId,
    region: kernel.region,
    offers: kernel.offers,
    call: (operation, parameters) => calls.call(operation, parameters),
    authorize: (action, resource) => calls.authorize(action, resource),
    refuse: (why) => refuseParameters(data, why),
  };
}

/** Waits for what was started, and stops it where nobody waits any more. */
async function finish(work: Work, started: JsonObject, task: TaskRun, io: TaskIo): Promise<Json> {
  try {
    io.signal.throwIfAborted();
    io.submitted(started);
    return await work.result(started, task);
  } catch (error) {
    const ended = error instanceof TaskFailure && error.error === 'States.TaskFailed';
    if (io.signal.aborted || !ended) await stop(work, started, task);
    throw error;
  }
}

async function stop(work: Work, started: JsonObject, task: TaskRun): Promise<void> {
  // The services end their own work when the local cloud ends.
  if (isShutdown(task.signal.reason)) return;
  try {
    await work.stop(started, task);
  } catch (error) {
    if (!task.signal.aborted) return;
    const message = error instanceof Error ? error.message : String(error);
    throw new StopFailure(`${work.name(started, task)} could not be stopped: ${message}`);
  }
}
