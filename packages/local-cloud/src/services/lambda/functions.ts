import type { Resource } from '../../assembly/assembly.ts';
import { arnOf } from '../../assembly/resource-type.ts';
import type { Call } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import { Deployed } from '../../kernel/deployed.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { AsyncEvents } from './async-events.ts';
import { ExecutionEnvironment, type Result } from './environment.ts';
import { functionOf, type InvokeConfig, invokeConfigOf, type LambdaFunction, USUAL } from './function.ts';

/** The functions of the stacks, each in processes of its own, warm between invocations. */
export class Functions {
  readonly deployed = new Deployed(functionOf);
  readonly configs = new Deployed(invokeConfigOf);
  readonly events: AsyncEvents;
  readonly #kernel: Kernel;
  readonly #environments = new Map<string, Set<ExecutionEnvironment>>();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.events = new AsyncEvents(kernel, this);
  }

  authorize({ caller, operation }: Call, resource: string): void {
    const action = operation === 'Invoke' ? 'InvokeFunction' : operation;
    this.#kernel.authorize(caller, `lambda:${action}`, resource);
  }

  /** The function that an input names, once the caller may do the operation with it. */
  allowed(input: { readonly FunctionName: string; readonly Qualifier?: string }, call: Call): LambdaFunction {
    this.authorize(call, this.#arnOf(nameOf(input.FunctionName)));
    return this.find(input.FunctionName, input.Qualifier);
  }

  /** By name, ARN or partial ARN, with or without `$LATEST`. */
  find(text: string, qualifier = '$LATEST'): LambdaFunction {
    const name = nameOf(text);
    const fn = this.deployed.get(name);
    if (fn && qualifier === '$LATEST') return fn;
    const arn = this.#arnOf(qualifier === '$LATEST' ? name : `${name}:${qualifier}`);
    throw new ServiceError('ResourceNotFoundException', `Function not found: ${arn}`, 404, { Type: 'User' });
  }

  #arnOf(name: string): string {
    return arnOf('lambda', this.#kernel, `function:${name}`);
  }

  configOf({ name, arn }: LambdaFunction): InvokeConfig {
    return this.configs.all().find((config) => config.of === name || config.of === arn) ?? USUAL;
  }

  /** An updated function's warm environments end; what runs is finished by the old one. */
  deploy(resource: Resource): void {
    this.deployed.put(resource);
    this.#retire(resource);
  }

  delete(resource: Resource): void {
    this.deployed.delete(resource);
    this.#retire(resource);
  }

  #retire({ physicalId }: Resource): void {
    for (const environment of this.#environments.get(physicalId) ?? []) environment.retire();
  }

  /** One invocation. */
  async run(fn: LambdaFunction, payload: string): Promise<Result> {
    const pool = this.#environments.get(fn.name) ?? new Set();
    this.#environments.set(fn.name, pool);
    const warm = [...pool].find(({ free }) => free);
    if (warm) return warm.invoke(payload);
    if (fn.concurrency !== undefined && pool.size >= fn.concurrency) throw throttled();
    const made: ExecutionEnvironment = new ExecutionEnvironment(
      this.#kernel,
      fn,
      () => void pool.delete(made),
    );
    pool.add(made);
    return made.invoke(payload);
  }

  stop(): void {
    this.events.stop();
    for (const environment of [...this.#environments.values()].flatMap((pool) => [...pool]))
      environment.end();
  }
}

/** The name in a name, an ARN or a part of one. */
const nameOf = (text: string): string =>
  text.replace(/^(arn:aws:lambda:[^:]*:)?(\d*:function:)?/, '').replace(/:\$LATEST$/, '');

const throttled = (): ServiceError =>
  new ServiceError('TooManyRequestsException', 'Rate Exceeded.', 429, {
    Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    Type: 'User',
  });
