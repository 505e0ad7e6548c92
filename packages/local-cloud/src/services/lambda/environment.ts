import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { killGroup } from '../../kernel/children.ts';
import type { Credentials, Kernel } from '../../service.ts';
import { eachLine } from '../lines.ts';
import type { LambdaFunction } from './function.ts';

/** What an invocation gave. */
export type Result =
  | { readonly payload: unknown }
  | { readonly functionError: 'Unhandled'; readonly payload: unknown };

interface Answer {
  readonly requestId: string;
  readonly payload?: unknown;
  readonly failure?: {
    readonly errorType: string;
    readonly errorMessage: string;
    readonly trace: readonly string[];
  };
}

/** An environment without work is ended after this long. */
const IDLE_MS = 60_000;

/** One execution environment: a process of its own that answers one invocation at a time. */
export class ExecutionEnvironment {
  readonly #kernel: Kernel;
  readonly #fn: LambdaFunction;
  readonly #credentials: Credentials;
  readonly #child: ChildProcess;
  readonly #stream =
    `${new Date().toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]${randomUUID().replaceAll('-', '')}`;
  #idle: NodeJS.Timeout | undefined;
  #answered: ((result: Result) => void) | undefined;
  busy = false;
  alive = true;

  constructor(kernel: Kernel, fn: LambdaFunction, onEnd: () => void) {
    this.#kernel = kernel;
    this.#fn = fn;
    this.#credentials = kernel.assumeRole(fn.roleArn, fn.name, 'lambda.amazonaws.com');
    this.#child = kernel.children.spawn(process.execPath, [join(import.meta.dirname, 'bootstrap.mjs')], {
      cwd: fn.codeDir,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      serialization: 'json',
      env: this.#env(),
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      if (stream) eachLine(stream, (line) => this.#log(line));
    this.#child.on('message', (message) => this.#onAnswer(message as Answer));
    this.#child.on('exit', (code, signal) => {
      this.alive = false;
      clearTimeout(this.#idle);
      kernel.revoke(this.#credentials);
      onEnd();
      const errorMessage = `RequestId: unknown Error: Runtime exited with error: ${signal ? `signal: ${signal}` : `exit status ${code}`}`;
      this.#answered?.({
        functionError: 'Unhandled',
        payload: { errorType: 'Runtime.ExitError', errorMessage },
      });
    });
  }

  #env(): Record<string, string> {
    const { name, arn, handler, codeDir, memoryMb, runtime, logGroup, environment } = this.#fn;
    return {
      ...this.#kernel.childEnv(this.#credentials),
      ...environment,
      _HANDLER: handler,
      LAMBDA_TASK_ROOT: codeDir,
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
      AWS_LAMBDA_LOG_GROUP_NAME: logGroup,
      AWS_LAMBDA_LOG_STREAM_NAME: this.#stream,
      AWS_EXECUTION_ENV: `AWS_Lambda_${runtime}`,
      LOCAL_CLOUD_FUNCTION_ARN: arn,
      LOCAL_CLOUD_COMPILE_CACHE: this.#kernel.sharedDir('compile-cache'),
    };
  }

  #log(message: string): void {
    this.#kernel.peers.logs?.append(this.#fn.logGroup, this.#stream, [
      { timestamp: this.#kernel.clock.now().getTime(), message },
    ]);
  }

  #onAnswer({ payload, failure }: Answer): void {
    this.#answered?.(failure ? { functionError: 'Unhandled', payload: failure } : { payload });
  }

  /** One invocation; a function that outlives its timeout is killed, and the environment with it. */
  async invoke(event: unknown): Promise<Result> {
    this.busy = true;
    clearTimeout(this.#idle);
    const requestId = randomUUID();
    const started = performance.now();
    this.#log(`START RequestId: ${requestId} Version: $LATEST`);
    const result = await this.#answer(requestId, event);
    const milliseconds = (performance.now() - started).toFixed(2);
    if ('functionError' in result) this.#log(`${requestId} ERROR ${JSON.stringify(result.payload)}`);
    this.#log(`END RequestId: ${requestId}`);
    this.#log(
      `REPORT RequestId: ${requestId} Duration: ${milliseconds} ms Memory Size: ${this.#fn.memoryMb} MB`,
    );
    this.busy = false;
    if (this.alive) this.#idle = setTimeout(() => this.end(), IDLE_MS).unref();
    return result;
  }

  #answer(requestId: string, event: unknown): Promise<Result> {
    const { timeoutSeconds } = this.#fn;
    return new Promise<Result>((resolve) => {
      const timer = setTimeout(() => {
        resolve({
          functionError: 'Unhandled',
          payload: {
            errorType: 'Sandbox.Timedout',
            errorMessage: `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
          },
        });
        this.end();
      }, timeoutSeconds * 1000);
      this.#answered = (result) => {
        clearTimeout(timer);
        this.#answered = undefined;
        resolve(result);
      };
      this.#child.send({ requestId, event, deadline: Date.now() + timeoutSeconds * 1000 });
    });
  }

  end(): void {
    this.alive = false;
    if (this.#child.pid !== undefined) killGroup(this.#child.pid, 'SIGKILL');
  }
}
