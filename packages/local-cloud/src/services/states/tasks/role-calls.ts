import type { Caller } from '../../../aws/call.ts';
import { inOwnWords, ServiceError } from '../../../aws/errors.ts';
import type { Json, JsonObject } from '../../../aws/json.ts';
import { modelOf, operationOf, type ServiceModel, shapeOf } from '../../../aws/model/model.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { type Callee, TaskFailure } from '../../../kernel/task.ts';
import { dataOf, inputOf, typed } from './data.ts';
import type { TaskTokens } from './task-tokens.ts';

/** What integrations act through: one execution, as its state machine's role. */
export interface TaskWorld {
  readonly kernel: Kernel;
  /** The session of the machine's role; throws where the role cannot be assumed. */
  caller(): Caller;
  uuid(): string;
  readonly stateMachineArn: string;
  readonly tokens: TaskTokens;
}

/** As the SDK for Java v2 names a service: `Sfn`, `CloudWatchLogs`; in Resources it stands in small letters. */
export const sdkName = ({ metadata }: ServiceModel): string =>
  metadata.serviceId
    .split(' ')
    .map((word) => (word === word.toUpperCase() ? word.charAt(0) + word.slice(1).toLowerCase() : word))
    .join('');

/** Fails as on AWS where only the data could tell that the parameters are wrong. */
export function refuseParameters(parameters: Json, why: string): never {
  const cause = `The Parameters '${JSON.stringify(parameters)}' could not be used to start the Task: [${why}]`;
  throw new TaskFailure('States.Runtime', cause, 'running', true);
}

/**
 * Calls of one service as the machine's role. Their errors are named as AWS names them in histories: those of optimized
 * integrations after SDK v1, those of `aws-sdk` ones after SDK v2.
 */
export class RoleCalls {
  readonly model: ServiceModel;
  readonly #callee: Callee;
  readonly #sdk: 'v1' | 'v2';
  readonly #world: TaskWorld;

  constructor(callee: Callee, sdk: 'v1' | 'v2', world: TaskWorld) {
    this.model = modelOf(callee.name);
    this.#callee = callee;
    this.#sdk = sdk;
    this.#world = world;
  }

  /** Calls an operation with a state's data; gives its answer as a state's data. */
  async call(
    name: string,
    parameters: JsonObject,
    signal?: AbortSignal,
    failedWhile?: TaskFailure['failedWhile'],
  ): Promise<JsonObject> {
    const { model } = this;
    const texts = this.#callee.task?.texts ?? [];
    const { input, output } = operationOf(model, name) ?? {};
    const form = { model, texts, refuse: (why: string) => refuseParameters(parameters, why) };
    const shape = input ? shapeOf(model, input) : undefined;
    const given = shape ? inputOf(form, shape, typed(shape, parameters)) : {};
    const caller = this.#caller();
    try {
      const answer = await this.#world.kernel.invoke(this.#callee.name, name, given, caller, signal);
      const dates = this.#sdk === 'v1' ? 'milliseconds' : 'iso';
      return output ? await dataOf({ model, dates }, shapeOf(model, output), answer) : {};
    } catch (error) {
      throw this.#failure(error, failedWhile);
    }
  }

  /** A check that the role may do what AWS does in the background. */
  authorize(action: string, resource: string): void {
    const caller = this.#caller();
    try {
      this.#world.kernel.authorize(caller, action, resource);
    } catch (error) {
      throw this.#failure(error);
    }
  }

  #failure(error: unknown, failedWhile?: TaskFailure['failedWhile']): unknown {
    if (!(error instanceof ServiceError)) return error;
    const { code, statusCode, message } = inOwnWords(error, this.#callee.ownErrors);
    const { prefix, service } = this.#names();
    const name = this.#isModelled(code)
      ? `${code.replace(/Exception$/, '')}Exception`
      : `${service}Exception`;
    return new TaskFailure(
      `${prefix}.${name}`,
      `${message} ${this.#details(service, code, statusCode)}`,
      failedWhile,
    );
  }

  #names(): { prefix: string; service: string } {
    const service = this.#callee.task?.errors;
    if (this.#sdk === 'v1' && service) return { prefix: service.replace(/^AWS|^Amazon/, ''), service };
    return { prefix: sdkName(this.model), service: sdkName(this.model) };
  }

  #details(service: string, code: string, status: number): string {
    const id = this.#world.uuid();
    if (this.#sdk === 'v1')
      return `(Service: ${service}; Status Code: ${status}; Error Code: ${code}; Request ID: ${id}; Proxy: null)`;
    const extended = this.#callee.name === 's3' ? `, Extended Request ID: ${id}` : '';
    return `(Service: ${service}, Status Code: ${status}, Request ID: ${id}${extended}) (SDK Attempt Count: 1)`;
  }

  #isModelled(code: string): boolean {
    const shape = this.model.shapes[code];
    if (shape?.exception || this.#callee.task?.models?.includes(code)) return true;
    return Object.values(this.model.shapes).some(({ error }) => error?.code === code);
  }

  #caller(): Caller {
    try {
      return this.#world.caller();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      throw new TaskFailure(
        'States.Permissions',
        `Step Functions could not assume the state machine's role: ${message}`,
        'starting',
      );
    }
  }
}
