import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ServiceError } from '../../aws/errors.ts';
import { readJson, writeJson } from '../../disk/json-file.ts';
import { type Delivery, itself } from '../../kernel/delivery.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Result } from './environment.ts';
import type { InvokeConfig, LambdaFunction } from './function.ts';
import { jsonMember } from './payload.ts';

interface Pending {
  readonly id: string;
  readonly functionName: string;
  /** JSON as it was sent. */
  readonly payload: string;
}

/** What events need of the functions. */
interface Invoker {
  /** Throws where it is gone. */
  find(name: string): LambdaFunction;
  configOf(fn: LambdaFunction): InvokeConfig;
  run(fn: LambdaFunction, payload: string): Promise<Result>;
}

/** AWS tries a throttled event again after a second, and then ever later. */
const THROTTLED_MS = 1000;

/** Events that were accepted: on disk until they are done, so that a restart loses none of them. */
export class AsyncEvents {
  readonly #kernel: Kernel;
  readonly #folder: string;
  readonly #functions: Invoker;
  readonly #stop = new AbortController();

  constructor(kernel: Kernel, functions: Invoker) {
    this.#kernel = kernel;
    this.#functions = functions;
    this.#folder = join(kernel.dataDir('lambda'), 'events');
    mkdirSync(this.#folder, { recursive: true });
  }

  #path(id: string): string {
    return join(this.#folder, `${id}.json`);
  }

  /** Keeps the event, and invokes the function once this call has returned. */
  accept(fn: LambdaFunction, payload: string): void {
    const pending = { id: randomUUID(), functionName: fn.name, payload };
    writeJson(this.#path(pending.id), pending);
    void this.#run(pending);
  }

  /** Takes up what an earlier local cloud had accepted. */
  resume(): void {
    for (const name of readdirSync(this.#folder).filter((file) => file.endsWith('.json')))
      void this.#run(readJson(join(this.#folder, name)) as Pending);
  }

  /** From here on a function fails because its process is ended: its event is for the next local cloud. */
  stop(): void {
    this.#stop.abort();
  }

  /** Never rejects. AWS waits a minute and then two before it tries again; here it tries at once. */
  async #run({ id, functionName, payload }: Pending): Promise<void> {
    const { signal } = this.#stop;
    try {
      for (let attempts = 1; ; attempts += 1) {
        const { fn, result } = await this.#invoke(functionName, payload);
        if (signal.aborted) return;
        if (result.functionError && attempts <= this.#functions.configOf(fn).retries) continue;
        await this.#tell(fn, payload, result, attempts);
        break;
      }
    } catch (error) {
      if (signal.aborted) return;
      this.#kernel.log(`asynchronous invocation of ${functionName} failed: ${(error as Error).message}`);
    }
    rmSync(this.#path(id), { force: true });
  }

  /** One attempt, once the function is not throttled; rejects when the local cloud stops meanwhile. */
  async #invoke(name: string, payload: string): Promise<{ fn: LambdaFunction; result: Result }> {
    for (;;) {
      const fn = this.#functions.find(name);
      try {
        return { fn, result: await this.#functions.run(fn, payload) };
      } catch (error) {
        if (!(error instanceof ServiceError && error.code === 'TooManyRequestsException')) throw error;
      }
      await this.#kernel.clock.sleep(THROTTLED_MS, this.#stop.signal);
    }
  }

  async #tell(fn: LambdaFunction, payload: string, result: Result, attempts: number): Promise<void> {
    const { onFailure, onSuccess } = this.#functions.configOf(fn);
    const failed = result.functionError !== undefined;
    const text = this.#record(fn, payload, result, attempts);
    if (failed) this.#kernel.log(`${fn.name} failed after ${attempts} attempt(s): ${text}`);
    await this.#tellDestination(fn, failed ? onFailure : onSuccess, text, failed ? 'Failure' : 'Success');
    if (failed && fn.deadLetterTarget !== undefined)
      await this.#deliver(
        {
          target: fn.deadLetterTarget,
          text: payload,
          caller: itself(this.#kernel.accountId, 'lambda'),
          attributes: deadLetterAttributes(result),
        },
        `the dead letter of ${fn.name}`,
      );
  }

  /** For buses: "Adding a destination", AWS Lambda developer guide. */
  async #tellDestination(
    fn: LambdaFunction,
    target: string | undefined,
    text: string,
    outcome: 'Success' | 'Failure',
  ): Promise<void> {
    if (target === undefined) return;
    const credentials = this.#kernel.assumeRole(fn.roleArn, fn.name, 'lambda.amazonaws.com', fn.arn);
    const caller = this.#kernel.callerOf(credentials);
    const event = {
      source: 'lambda',
      detailType: `Lambda Function Invocation Result - ${outcome}`,
      resources: [target, `${fn.arn}:$LATEST`],
    };
    await this.#deliver({ target, text, caller, event }, `the outcome of ${fn.name}`);
    this.#kernel.revoke(credentials);
  }

  /** A failure is told in the log: nobody waits for the outcome. */
  async #deliver(delivery: Delivery, what: string): Promise<void> {
    try {
      await this.#kernel.deliver(delivery);
    } catch (error) {
      const message = (error as Error).message;
      this.#kernel.log(`${what} could not be delivered to ${delivery.target}: ${message}`);
    }
  }

  /** "Capturing records of Lambda asynchronous invocations", AWS Lambda developer guide. Payloads stand in it as they are. */
  #record(
    fn: LambdaFunction,
    payload: string,
    { requestId, functionError, ...result }: Result,
    attempts: number,
  ): string {
    const members = {
      version: '"1.0"',
      timestamp: JSON.stringify(this.#kernel.clock.now()),
      requestContext: JSON.stringify({
        requestId,
        functionArn: `${fn.arn}:$LATEST`,
        condition: functionError === undefined ? 'Success' : 'RetriesExhausted',
        approximateInvokeCount: attempts,
      }),
      requestPayload: payload,
      responseContext: JSON.stringify({ statusCode: 200, executedVersion: '$LATEST', functionError }),
      responsePayload: jsonMember(result.payload.toString()),
    };
    return `{${Object.entries(members)
      .map(([name, json]) => `"${name}":${json}`)
      .join(',')}}`;
  }
}

/** "Adding a dead-letter queue", AWS Lambda developer guide: the code is that of the answer, the message its first KB. */
function deadLetterAttributes({ requestId, payload }: Result): Delivery['attributes'] {
  const { errorMessage = '' } = JSON.parse(payload.toString()) as { readonly errorMessage?: unknown };
  const ErrorMessage = Buffer.from(String(errorMessage)).subarray(0, 1024).toString();
  return { RequestID: requestId, ErrorCode: 200, ...(ErrorMessage === '' ? {} : { ErrorMessage }) };
}
