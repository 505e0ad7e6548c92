import { randomUUID } from 'node:crypto';
import type { Credentials } from '../../aws/call.ts';
import { killGroup } from '../../kernel/children.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { codeFolder } from './code.ts';
import type { LambdaFunction } from './function.ts';
import { eachMessage, FunctionLog } from './function-log.ts';
import { type Answer, type FunctionProcess, failure, startProcess } from './process.ts';

/** What an invocation gave. */
export interface Result {
  /** What the function's process made of its result or its error: JSON as a rule. */
  readonly payload: Buffer;
  readonly functionError?: 'Unhandled';
  readonly requestId: string;
  /** The invocation's log lines, for `LogType: Tail`. */
  readonly log: readonly string[];
}

/** An environment without work is ended after this long. */
const IDLE_MS = 60_000;
const FORGED = 'the function wrote to file descriptor 4, by which its runtime answers';

/** One execution environment: a process of its own that answers one invocation at a time. */
export class ExecutionEnvironment {
  readonly #kernel: Kernel;
  readonly #fn: LambdaFunction;
  readonly #credentials: Credentials;
  readonly #log: FunctionLog;
  readonly #started: Promise<FunctionProcess>;
  readonly #createdAt = performance.now();
  readonly #onEnd: () => void;
  #process: FunctionProcess | undefined;
  #idle: NodeJS.Timeout | undefined;
  #answered: ((answer: Answer) => void) | undefined;
  /** What the runtime writes behind an invocation's output, on both streams. */
  #mark: string | undefined;
  #onMark: () => void = () => undefined;
  #cold = true;
  #alive = true;
  #busy = false;
  #retired = false;

  constructor(kernel: Kernel, fn: LambdaFunction, onEnd: () => void) {
    this.#kernel = kernel;
    this.#fn = fn;
    this.#onEnd = onEnd;
    this.#credentials = kernel.assumeRole(fn.roleArn, fn.name, 'lambda.amazonaws.com', fn.arn);
    this.#log = new FunctionLog(kernel, fn, this.#credentials);
    this.#started = this.#start();
    this.#started.catch(() => this.#ended()); // told by the invocation that waits for it
  }

  async #start(): Promise<FunctionProcess> {
    const folder = await codeFolder(this.#kernel, this.#fn.code, this.#fn.runtime);
    const started = await startProcess(this.#kernel, this.#fn.runtime, folder, this.#env(folder));
    this.#process = started;
    for (const stream of [started.child.stdout, started.child.stderr])
      if (stream) eachMessage(stream, (message) => this.#onMessage(message));
    started.onAnswer((answer) => {
      if (!answer) this.#exited(FORGED);
      else if (this.#answered) this.#answered(answer);
      if (!answer || answer.ends) this.end();
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
      AWS_LAMBDA_LOG_STREAM_NAME: this.#log.stream,
      AWS_EXECUTION_ENV: `AWS_Lambda_${runtime}`,
      TZ: environment.TZ ?? ':UTC',
      LOCAL_CLOUD_FUNCTION_ARN: arn,
    };
  }

  /** A message may end with the runtime's mark where the function's last output had no line end. */
  #onMessage(message: string): void {
    const marked = this.#mark !== undefined && message.endsWith(this.#mark);
    const text = marked ? message.slice(0, message.lastIndexOf('\0')) : message;
    if (!marked || text !== '') this.#log.append(text);
    if (marked) this.#onMark();
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
    if (!this.#answered) return;
    const why = how === 'exit status 0' ? 'without providing a reason' : `with error: ${how}`;
    const message = `RequestId: ${this.#mark?.slice(1)} Error: Runtime exited ${why}`;
    this.#log.append(`${message}\nRuntime.ExitError\n`);
    this.#answered(failure('Runtime.ExitError', message));
  }

  get free(): boolean {
    return this.#alive && !this.#busy && !this.#retired;
  }

  /** One invocation; a function that outlives its timeout is killed, and the environment with it. */
  async invoke(event: string): Promise<Result> {
    this.#busy = true;
    clearTimeout(this.#idle);
    const requestId = randomUUID();
    const started = await this.#started;
    const init = this.#cold ? performance.now() - this.#createdAt : undefined;
    this.#cold = false;
    this.#log.begin(requestId);
    const began = performance.now();
    const { payload, failed, ends } = await this.#answer(started, requestId, event);
    if (ends || this.#retired) this.end();
    this.#log.report(requestId, performance.now() - began, init);
    this.#busy = false;
    if (this.#alive) this.#idle = setTimeout(() => this.end(), IDLE_MS).unref();
    return { payload, requestId, log: this.#log.lines, ...(failed ? { functionError: 'Unhandled' } : {}) };
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
        this.#log.append(`${this.#kernel.clock.now().toISOString()} ${requestId} ${late}\n`);
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
