import type { OwnErrors } from '../aws/errors.ts';
import type { Json, JsonObject } from '../aws/json.ts';
import type { Offers } from './offers.ts';

/** How Step Functions reaches a service; its `aws-sdk` integrations need nothing but operations and a model. */
export interface Task {
  /** As AWS names the service in the errors of its optimized integrations: `AWSGlue` in `Glue.AWSGlueException`. */
  readonly errors: string;
  /** Codes of errors that the service's model has for operations that are not served here. */
  readonly models?: readonly string[];
  /** Members of its operations that take JSON and send its text. */
  readonly texts?: readonly string[];
  /** By action: `startJobRun.sync` of `arn:aws:states:::glue:startJobRun.sync`. */
  readonly integrations: Readonly<Record<string, TaskIntegration>>;
  /** For a Resource that is the ARN of one of the service's own resources. */
  readonly direct?: DirectTask;
}

/** An optimized integration; unless told otherwise it is the operation of its name. */
export interface TaskIntegration {
  /** Members of its parameters; unless given, those that the operation takes. */
  readonly takes?: readonly string[];
  /** Whether it can hand out a task token (`.waitForTaskToken`). */
  readonly callback?: boolean;
  /** Of `.sync`: what the operation has started. */
  readonly work?: Work;
  run?(task: TaskRun): Promise<JsonObject>;
}

/** Work that outlasts the answer to its start. */
export interface Work {
  /** Gives the task's result once the work has ended; rejects with TaskFailure. */
  result(started: JsonObject, task: TaskRun): Promise<Json>;
  stop(started: JsonObject, task: TaskRun): Promise<unknown>;
  /** What it is called where it could not be stopped. */
  name(started: JsonObject, task: TaskRun): string;
}

export interface DirectTask {
  readonly arns: RegExp;
  /** The form of those ARNs, for people. */
  readonly form: string;
  run(arn: string, task: TaskRun): Promise<Json>;
}

/**
 * One attempt of a task, as the machine's role. Parameters and answers are a state's data: members in PascalCase,
 * dates in epoch milliseconds.
 */
export interface TaskRun {
  readonly parameters: JsonObject;
  /** What the state hands on, also where that is no object. */
  readonly data: Json;
  readonly accountId: string;
  readonly region: string;
  readonly offers: Offers;
  /** Aborted by a timeout, or when the execution is stopped. */
  readonly signal: AbortSignal;
  /** Calls an operation of the service. */
  call(operation: string, parameters: JsonObject): Promise<JsonObject>;
  /** Checks that the role may do what AWS does in the background. */
  authorize(action: string, resource: string): void;
  /** Fails as on AWS where only the data could tell that the parameters are wrong. */
  refuse(why: string): never;
}

/** How an integration reports that the task failed. */
export class TaskFailure extends Error {
  readonly error: string;
  readonly failedWhile: 'starting' | 'submitting' | 'running';
  readonly terminal: boolean;
  constructor(
    error: string,
    cause: string,
    failedWhile: TaskFailure['failedWhile'] = 'running',
    terminal = false,
  ) {
    super(cause);
    this.name = 'TaskFailure';
    this.error = error;
    this.failedWhile = failedWhile;
    this.terminal = terminal;
  }
}

/** The Resources of Task states by which Step Functions reaches a service. */
export function resourcesOf({ name, task }: { readonly name: string; readonly task?: Task }): string[] {
  const integrations = Object.entries(task?.integrations ?? {}).flatMap(([action, { callback }]) => {
    const resource = `arn:aws:states:::${name}:${action}`;
    return callback ? [resource, `${resource}.waitForTaskToken`] : [resource];
  });
  return task?.direct ? [...integrations, task.direct.form] : integrations;
}

/** A service as Step Functions finds it. */
export interface Callee {
  readonly name: string;
  readonly task?: Task;
  readonly ownErrors?: OwnErrors;
  /** Names of the operations that are served. */
  readonly operations: readonly string[];
  /** Members of its input that an operation takes. */
  members(operation: string): readonly string[];
}
