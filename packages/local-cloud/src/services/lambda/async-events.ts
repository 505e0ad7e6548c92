import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, writeJson } from '../../kernel/json-file.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { deliverQuietly, itself } from '../delivery.ts';
import type { Result } from './environment.ts';
import type { LambdaFunction } from './function.ts';

/** An asynchronous invocation is tried again this often where the template does not say otherwise. */
const RETRIES = 2;

interface Pending {
  readonly id: string;
  readonly functionName: string;
  readonly event: unknown;
}

interface DestinationConfig {
  readonly OnFailure?: { readonly Destination?: string };
  readonly OnSuccess?: { readonly Destination?: string };
}

type Invoke = (fn: LambdaFunction, event: unknown) => Promise<Result>;

/** Events that were accepted: on disk until they are done, so that a restart loses none of them. */
export class AsyncEvents {
  readonly #kernel: Kernel;
  readonly #folder: string;
  readonly #invoke: Invoke;

  constructor(kernel: Kernel, invoke: Invoke) {
    this.#kernel = kernel;
    this.#invoke = invoke;
    this.#folder = join(kernel.dataDir('lambda'), 'events');
    mkdirSync(this.#folder, { recursive: true });
  }

  #path(id: string): string {
    return join(this.#folder, `${id}.json`);
  }

  /** Keeps the event, and invokes the function once this call has returned. */
  accept(fn: LambdaFunction, event: unknown): void {
    const pending = { id: randomUUID(), functionName: fn.name, event };
    writeJson(this.#path(pending.id), pending);
    void this.#run(fn, pending);
  }

  /** Takes up what an earlier local cloud had accepted. */
  resume(find: (name: string) => LambdaFunction | undefined): void {
    for (const name of readdirSync(this.#folder).filter((file) => file.endsWith('.json'))) {
      const pending = readJson(join(this.#folder, name)) as Pending;
      const fn = find(pending.functionName);
      if (fn) void this.#run(fn, pending);
      else rmSync(join(this.#folder, name), { force: true });
    }
  }

  #config(fn: LambdaFunction): { retries: number; destinations: DestinationConfig } {
    const config = this.#kernel.assembly
      .ofType('AWS::Lambda::EventInvokeConfig')
      .find(({ properties }) => [fn.name, fn.arn].includes(String(properties.FunctionName)))?.properties;
    return {
      retries: Number(config?.MaximumRetryAttempts ?? RETRIES),
      destinations: (config?.DestinationConfig ?? {}) as DestinationConfig,
    };
  }

  /** Never rejects. AWS waits a minute and then two before it tries again; here it tries at once. */
  async #run(fn: LambdaFunction, { id, event }: Pending): Promise<void> {
    try {
      const { retries, destinations } = this.#config(fn);
      let attempts = 1;
      let result = await this.#invoke(fn, event);
      for (; attempts <= retries && result.functionError; attempts += 1)
        result = await this.#invoke(fn, event);
      await this.#tell(fn, event, result, attempts, destinations);
    } catch (error) {
      this.#kernel.log(`asynchronous invocation of ${fn.name} failed: ${(error as Error).message}`);
    }
    rmSync(this.#path(id), { force: true });
  }

  async #tell(
    fn: LambdaFunction,
    event: unknown,
    result: Result,
    attempts: number,
    { OnFailure, OnSuccess }: DestinationConfig,
  ): Promise<void> {
    const failed = result.functionError !== undefined;
    const text = JSON.stringify(this.#record(fn, event, result, attempts));
    if (failed) this.#kernel.log(`${fn.name} failed after ${attempts} attempt(s): ${text}`);
    const target = (failed ? OnFailure : OnSuccess)?.Destination;
    const credentials = target && this.#kernel.assumeRole(fn.roleArn, fn.name, 'lambda.amazonaws.com');
    if (credentials) {
      const caller = this.#kernel.callerOf(credentials);
      await deliverQuietly(this.#kernel, { target, text, caller }, `the outcome of ${fn.name}`);
      this.#kernel.revoke(credentials);
    }
    if (failed && fn.deadLetterTarget !== undefined)
      await deliverQuietly(
        this.#kernel,
        { target: fn.deadLetterTarget, text: JSON.stringify(event), caller: itself(this.#kernel, 'lambda') },
        `the dead letter of ${fn.name}`,
      );
  }

  /** "Capturing records of Lambda asynchronous invocations", AWS Lambda developer guide. */
  #record(fn: LambdaFunction, event: unknown, result: Result, attempts: number): object {
    return {
      version: '1.0',
      timestamp: this.#kernel.clock.now().toISOString(),
      requestContext: {
        requestId: result.requestId,
        functionArn: `${fn.arn}:$LATEST`,
        condition: result.functionError ? 'RetriesExhausted' : 'Success',
        approximateInvokeCount: attempts,
      },
      requestPayload: event,
      responseContext: {
        statusCode: 200,
        executedVersion: '$LATEST',
        ...(result.functionError ? { functionError: result.functionError } : {}),
      },
      responsePayload: result.payload,
    };
  }
}
