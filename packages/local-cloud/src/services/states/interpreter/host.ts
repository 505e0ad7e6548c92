import type { Json } from '../../../aws/json.ts';
import type { Recorder } from './history.ts';

/** The interpreter's world: it reads no clock and no chance of its own, and calls nothing but through this. */
export interface Host {
  readonly now: () => Date;
  /** Rejects with the signal's reason once it is aborted. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly random: () => number;
  readonly uuid: () => string;
  readonly record: Recorder;
  /** The integration behind a Task state's Resource; definitions were checked with the same table. */
  readonly integration: (resource: string) => Integration;
  /** Told of each Wait state that begins: `end` ends it early. The answer is called when the wait is over. */
  readonly onWait?: (end: () => void) => () => void;
}

/** A service integration as one Task state uses it. */
export interface Integration {
  /** `TaskScheduled` … or, for a Lambda function's plain ARN, `LambdaFunctionScheduled` …. */
  readonly events: 'Task' | 'LambdaFunction';
  /** As the history names it: `lambda` and `invoke`, `glue` and `startJobRun.sync`. */
  readonly resourceType: string;
  readonly resource: string;
  readonly region: string;
  /** Only a worker that sends heartbeats can miss one. */
  readonly heartbeats: boolean;
  /** `.waitForTaskToken`: the task ends by SendTaskSuccess or SendTaskFailure with its token. */
  readonly callback?: boolean;
  /** An interrupted task is waited for, until it has stopped what it started. */
  readonly stopsWork: boolean;
  run(parameters: Json, io: TaskIo): Promise<Json>;
  /** Of a `callback` integration: waits for the answer to a token that was handed out before a restart. */
  resume?(io: TaskIo): Promise<Json>;
}

export interface TaskIo {
  /** Of a `callback` integration. */
  readonly taskToken?: string;
  /** Aborted by a timeout or when the execution is stopped: the integration stops what it started, then rejects. */
  readonly signal: AbortSignal;
  /** The request of a `.sync` task was accepted; its answer goes into TaskSubmitted. */
  submitted(answer: Json): void;
  heartbeat(): void;
}

/** Rejects an integration's `run` after an abort when what it started could not be stopped. */
export class StopFailure extends Error {
  constructor(cause: string) {
    super(cause);
    this.name = 'StopFailure';
  }
}
