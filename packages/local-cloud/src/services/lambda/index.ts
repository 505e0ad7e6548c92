import { providersOf } from '../../assembly/custom-resources.ts';
import type { Call, Caller, Shape } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { LegacyService } from '../../kernel/legacy.ts';
import { AsyncEvents } from './async-events.ts';
import { ExecutionEnvironment, type Result } from './environment.ts';
import { functionOf, type LambdaFunction } from './function.ts';
import { createHandler } from './http.ts';
import { functionShape } from './shapes.ts';

/** Lambda: each function in a process of its own, warm between invocations. */
export function createLambda(kernel: Kernel): LegacyService {
  return new Functions(kernel).service();
}

class Functions {
  readonly #kernel: Kernel;
  readonly #functions: ReadonlyMap<string, LambdaFunction>;
  readonly #environments = new Map<string, Set<ExecutionEnvironment>>();
  readonly #events: AsyncEvents;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    const providers = providersOf(kernel.assembly.resources);
    const own = kernel.assembly
      .ofType('AWS::Lambda::Function')
      .filter(({ arn }) => !providers.has(arn ?? ''));
    this.#functions = new Map(own.map((resource) => [resource.physicalId, functionOf(resource)]));
    this.#events = new AsyncEvents(kernel, (fn, event) => this.#run(fn, event));
    kernel.offers.lambda = {
      invoke: async (name, payload) => ({
        executedVersion: '$LATEST',
        ...(await this.#run(this.#find(name), payload)),
      }),
    };
  }

  service(): LegacyService {
    const operations = {
      Invoke: (input: Shape, call: Call) => this.#invoke(input, call),
      GetFunction: (input: Shape, { caller }: Call) => ({
        Configuration: functionShape(this.#allowed(caller, input, 'GetFunction')),
        Code: { RepositoryType: 'S3' },
      }),
      GetFunctionConfiguration: (input: Shape, { caller }: Call) =>
        functionShape(this.#allowed(caller, input, 'GetFunctionConfiguration')),
      ListFunctions: (_: Shape, { caller }: Call) => {
        this.#kernel.authorize(caller, 'lambda:ListFunctions', '*');
        return { Functions: [...this.#functions.values()].map(functionShape) };
      },
    };
    return {
      signingName: 'lambda',
      protocol: { kind: 'raw', body: 'whole', handle: createHandler(operations) },
      operations,
      start: async () => this.#events.resume((name) => this.#functions.get(name)),
      stop: async () => {
        for (const environment of [...this.#environments.values()].flatMap((set) => [...set]))
          environment.end();
      },
    };
  }

  /** By name, ARN or partial ARN, with or without `$LATEST`. */
  #find(text: string, qualifier?: unknown): LambdaFunction {
    const name = text.replace(/^(arn:aws:lambda:[^:]*:)?(\d*:function:)?/, '').replace(/:\$LATEST$/, '');
    const fn = this.#functions.get(name);
    if (fn && (qualifier === undefined || qualifier === '$LATEST')) return fn;
    const suffix = qualifier === undefined ? '' : `:${String(qualifier)}`;
    throw new ServiceError(
      'ResourceNotFoundException',
      `Function not found: arn:aws:lambda:${this.#kernel.region}:${this.#kernel.accountId}:function:${name}${suffix}`,
      404,
      { Type: 'User' },
    );
  }

  #allowed(caller: Caller, { FunctionName, Qualifier }: Shape, action: string): LambdaFunction {
    const fn = this.#find(String(FunctionName), Qualifier);
    this.#kernel.authorize(caller, `lambda:${action}`, fn.arn);
    return fn;
  }

  async #invoke(input: Shape, { caller }: Call): Promise<Shape> {
    const fn = this.#allowed(caller, input, 'InvokeFunction');
    const event = input.Payload ?? {};
    if (input.InvocationType === 'DryRun') return { StatusCode: 204 };
    if (input.InvocationType === 'Event') {
      this.#events.accept(fn, event);
      return { StatusCode: 202 };
    }
    const { payload, functionError, log } = await this.#run(fn, event);
    return {
      StatusCode: 200,
      ExecutedVersion: '$LATEST',
      Payload: payload,
      ...(functionError ? { FunctionError: functionError } : {}),
      ...(input.LogType === 'Tail' ? { LogResult: tail(log) } : {}),
    };
  }

  async #run(fn: LambdaFunction, event: unknown): Promise<Result> {
    const pool = this.#environments.get(fn.name) ?? new Set();
    this.#environments.set(fn.name, pool);
    let environment = [...pool].find(({ busy, alive }) => alive && !busy);
    if (!environment) {
      if (fn.concurrency !== undefined && pool.size >= fn.concurrency) throw throttled();
      const made: ExecutionEnvironment = new ExecutionEnvironment(
        this.#kernel,
        fn,
        () => void pool.delete(made),
      );
      pool.add(made);
      environment = made;
    }
    return environment.invoke(event);
  }
}

const throttled = (): ServiceError =>
  new ServiceError('TooManyRequestsException', 'Rate Exceeded.', 429, {
    Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    Type: 'User',
  });

/** The last 4 KB of the invocation's log, as `LogResult` carries them. */
const tail = (lines: readonly string[]): string =>
  Buffer.from(`${lines.join('\n')}\n`)
    .subarray(-4096)
    .toString('base64');
