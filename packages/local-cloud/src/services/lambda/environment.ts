import { randomUUID } from 'node:crypto';
import type { Credentials } from '../../aws/call.ts';
import { killGroup } from '../../kernel/children.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { eachLine } from '../../kernel/lines.ts';
import { refusedLogs } from '../log-delivery.ts';
import { codeFolder } from './code.ts';
import type { LambdaFunction } from './function.ts';
import { type Answer, type FunctionProcess, failure, startProcess } from './process.ts';

/** What an invocation gave. */
export interface Result {
  /** What the function's process made of its result or its error: JSON as a rule. */
  readonly payload: string;
  readonly functionError?: 'Unhandled';
  readonly requestId: string;
  /** The invocation's log lines, for `LogType: Tail`. */
  readonly log: readonly string[];
}

/** An environment without work is ended after this long. */
const IDLE_MS = 60_000;

/** One execution environment: a process of its own that answers one invocation at a time. */
export class ExecutionEnvironment {
  readonly #kernel: Kernel;
  readonly #fn: LambdaFunction;
  readonly #credentials: Credentials;
  readonly #stream: string;
  readonly #started: Promise<FunctionProcess>;
  readonly #createdAt = performance.now();
  readonly #onEnd: () => void;
  #process: FunctionProcess | undefined;
  #idle: NodeJS.Timeout | undefined;
  #answered: ((answer: Answer) => void) | undefined;
  /** What the runtime writes behind an invocation's output, on both streams. */
  #mark: string | undefined;
  #onMark: () => void = () => undefined;
  #lines: string[] = [];
  /** Whether the function's role may not write its log: then what it prints is lost. */
  readonly #unlogged: boolean;
  #cold = true;
  #alive = true;
  #busy = false;
  #retired = false;

  constructor(kernel: Kernel, fn: LambdaFunction, onEnd: () => void) {
    this.#kernel = kernel;
    this.#fn = fn;
    this.#onEnd = onEnd;
    const day = kernel.clock.now().toISOString().slice(0, 10).replaceAll('-', '/');
    this.#stream = `${day}/[$LATEST]${randomUUID().replaceAll('-', '')}`;
    this.#credentials = kernel.assumeRole(fn.roleArn, fn.name, 'lambda.amazonaws.com', fn.arn);
    const refused = refusedLogs(kernel, kernel.callerOf(this.#credentials), fn.logGroup);
    if (refused !== undefined) this.#write(refused);
    this.#unlogged = refused !== undefined;
    this.#started = this.#start();
    this.#started.catch(() => this.#ended()); // told by the invocation that waits for it
  }

  async #start(): Promise<FunctionProcess> {
    const folder = await codeFolder(this.#kernel, this.#fn.code, this.#fn.runtime);
    const started = await startProcess(this.#kernel, this.#fn.runtime, folder, this.#env(folder));
    this.#process = started;
    for (const stream of [started.child.stdout, started.child.stderr])
      if (stream) eachLine(stream, (line) => this.#onLine(line));
    started.onAnswer((answer) => {
      if (this.#answered) this.#answered(answer);
      else if (answer.ends) this.end();
    });
    started.child.on('error', (error) => this.#exited(`could not be started: ${error.message}`));
    started.child.on('exit', (code, signal) =>
      this.#exited(signal ? `signal: ${signal.replace('SIG', '').toLowerCase()}` : `exit status ${code}`),
    );
    if (!this.#alive) this.#kill();
    return started;
  }

  #env(folder: string): Record<string, string> {
    const { name, arn, handler, memoryMb, runtime, logGroup, environment } = this.#fn;
    return {
      ...this.#kernel.childEnv(this.#credentials),
      ...environment,
      _HANDLER: handler,
      LAMBDA_TASK_ROOT: folder,
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_LAMBDA_LOG_GROUP_NAME: logGroup,
      AWS_LAMBDA_LOG_STREAM_NAME: this.#stream,
      AWS_EXECUTION_ENV: `AWS_Lambda_${runtime}`,
      TZ: environment.TZ ?? ':UTC',
      LOCAL_CLOUD_FUNCTION_ARN: arn,
    };
  }

  /** A line may end with the runtime's mark where the function's last output had no line end. */
  #onLine(line: string): void {
    const marked = this.#mark !== undefined && line.endsWith(this.#mark);
    const text = marked ? line.slice(0, line.lastIndexOf('\0')) : line;
    if (!marked || text !== '') this.#log(text);
    if (marked) this.#onMark();
  }

  #log(message: string): void {
    this.#lines.push(message);
    if (!this.#unlogged) this.#write(message);
  }

  #write(message: string): void {
    this.#kernel.offers.logs?.append(this.#fn.logGroup, this.#stream, [
      { timestamp: this.#kernel.clock.now().getTime(), message },
    ]);
  }

  #ended(): void {
    if (!this.#alive) return;
    this.#alive = false;
    clearTimeout(this.#idle);
    this.#kernel.revoke(this.#credentials);
    this.#onEnd();
  }

  #exited(how: string): void {
    this.#ended();
    this.#answered?.(failure('Runtime.ExitError', `Error: Runtime exited with error: ${how}`));
  }

  get free(): boolean {
    return this.#alive && !this.#busy && !this.#retired;
  }

  /** One invocation; a function that outlives its timeout is killed, and the environment with it. */
  async invoke(event: string): Promise<Result> {
    this.#busy = true;
    clearTimeout(this.#idle);
    this.#lines = [];
    const requestId = randomUUID();
    const started = await this.#started;
    const init = this.#cold ? performance.now() - this.#createdAt : undefined;
    this.#cold = false;
    this.#log(`START RequestId: ${requestId} Version: $LATEST`);
    const began = performance.now();
    const { payload, failed, ends } = await this.#answer(started, requestId, event);
    if (ends || this.#retired) this.end();
    if (failed) this.#log(`${requestId} ERROR ${payload}`);
    this.#report(requestId, performance.now() - began, init);
    this.#busy = false;
    if (this.#alive) this.#idle = setTimeout(() => this.end(), IDLE_MS).unref();
    return { payload, requestId, log: this.#lines, ...(failed ? { functionError: 'Unhandled' } : {}) };
  }

  #report(requestId: string, duration: number, init: number | undefined): void {
    this.#log(`END RequestId: ${requestId}`);
    const milliseconds = duration.toFixed(2);
    const fields = [
      `REPORT RequestId: ${requestId}`,
      `Duration: ${milliseconds} ms`,
      `Billed Duration: ${Math.ceil(duration)} ms`,
      `Memory Size: ${this.#fn.memoryMb} MB`,
      ...(init === undefined ? [] : [`Init Duration: ${init.toFixed(2)} ms`]),
    ];
    this.#log(fields.join('\t'));
  }

  #answer(started: FunctionProcess, requestId: string, event: string): Promise<Answer> {
    const { timeoutSeconds } = this.#fn;
    return new Promise((resolve) => {
      let answer: Answer | undefined;
      let marks = 0;
      const done = (result: Answer): void => {
        clearTimeout(timer);
        this.#answered = undefined;
        this.#onMark = () => undefined;
        resolve(result);
      };
      const timer = setTimeout(() => {
        const late = `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
        done(failure('Sandbox.Timedout', `RequestId: ${requestId} Error: ${late}`));
        this.end();
      }, timeoutSeconds * 1000);
      const complete = (): void => {
        if (answer && (marks === 2 || !this.#alive)) done(answer);
      };
      this.#mark = `\0${requestId}`;
      this.#onMark = () => {
        marks += 1;
        complete();
      };
      this.#answered = (result) => {
        answer ??= result;
        complete();
      };
      if (!this.#alive) this.#exited('exit status 1');
      else started.send({ requestId, event, deadline: Date.now() + timeoutSeconds * 1000 });
    });
  }

  /** Takes no more invocations: ends now, or once the one that it runs is done. */
  retire(): void {
    this.#retired = true;
    if (!this.#busy) this.end();
  }

  /** Ends the environment's process and all that it started. */
  end(): void {
    this.#ended();
    this.#kill();
  }

  #kill(): void {
    const pid = this.#process?.child.pid;
    if (pid !== undefined) killGroup(pid, 'SIGKILL');
  }
}
