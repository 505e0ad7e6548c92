import { Worker } from 'node:worker_threads';
import type { Chance } from '../intrinsics/evaluate.ts';
import { LimitFault, LONGEST_MICROSECONDS } from './guard.ts';

/** What an expression gave. */
export type Result =
  | { readonly value: string }
  | { readonly fault: string }
  | { readonly error: string; readonly isLimit: boolean };

/** What a worker asks in the middle of an evaluation: chance is its execution's. */
export interface Question {
  readonly chance: keyof Chance;
}
export interface Answer {
  readonly answer: unknown;
}

/** As many evaluate at once; others wait for those a second at most. */
const MOST = 4;
/** Enough for the largest value that AWS lets an evaluation have. */
const LARGEST_MB = 512;
const LOOK_EVERY_MS = 250;

const idle: Worker[] = [];
const waiting: ((worker: Worker) => void)[] = [];
let [alive, evaluating] = [0, 0];

/** How many expressions are evaluated now, or wait for it. */
export const evaluations = (): number => evaluating;

/**
 * Evaluates an expression in a thread of its own: nobody else waits for it. An evaluation that goes beyond its time inside
 * of one step, such as a match of a regular expression, is ended with its thread.
 */
export async function evaluateApart(source: string, data: string, chance: Chance): Promise<Result> {
  evaluating += 1;
  const worker = await free();
  worker.ref();
  try {
    const result = await resultOf(worker, chance, () => worker.postMessage({ source, data }));
    worker.unref();
    release(worker);
    return result;
  } catch (error) {
    alive -= 1;
    await worker.terminate();
    const next = waiting.shift();
    if (next) next(started());
    if (!(error instanceof LimitFault)) throw error;
    return { error: error.message, isLimit: true };
  } finally {
    evaluating -= 1;
  }
}

function started(): Worker {
  alive += 1;
  const options = { resourceLimits: { maxOldGenerationSizeMb: LARGEST_MB }, execArgv: [] };
  return new Worker(new URL('./worker.ts', import.meta.url), options);
}

function free(): Promise<Worker> | Worker {
  const worker = idle.pop();
  if (worker) return worker;
  return alive < MOST ? started() : new Promise((resolve) => waiting.push(resolve));
}

function release(worker: Worker): void {
  const next = waiting.shift();
  if (next) next(worker);
  else idle.push(worker);
}

/** Rejects with LimitFault where the evaluation takes more than its time or memory. */
async function resultOf(worker: Worker, chance: Chance, begin: () => void): Promise<Result> {
  const { promise, resolve, reject } = Promise.withResolvers<Result>();
  const onMessage = (message: Question | Result): void => {
    if ('chance' in message) worker.postMessage({ answer: chance[message.chance]() } satisfies Answer);
    else resolve(message);
  };
  const onError = (error: NodeJS.ErrnoException): void =>
    reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? LimitFault.memory() : error);
  worker.on('message', onMessage);
  worker.on('error', onError);
  begin();
  const watch = watched(worker, () => reject(LimitFault.time()));
  try {
    return await promise;
  } finally {
    clearInterval(watch);
    worker.off('message', onMessage);
    worker.off('error', onError);
  }
}

/** Calls `onEnd` once the worker has used up an evaluation's processor time, and half as much again for its own look at it. */
function watched(worker: Worker, onEnd: () => void): NodeJS.Timeout {
  const used = (since?: NodeJS.CpuUsage): Promise<NodeJS.CpuUsage | undefined> =>
    worker.cpuUsage(since).catch(() => undefined); // it has ended
  const before = used();
  return setInterval(async () => {
    const now = await used(await before);
    if (now && now.user + now.system > 1.5 * LONGEST_MICROSECONDS) onEnd();
  }, LOOK_EVERY_MS);
}
