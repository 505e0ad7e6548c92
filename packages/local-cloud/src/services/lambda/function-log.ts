import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Credentials } from '../../aws/call.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { eachLine } from '../../kernel/lines.ts';
import { refusedLogs } from '../log-delivery.ts';
import type { LambdaFunction } from './function.ts';

/** Calls `sink` with each message of a function's output: a line that ends in NUL goes on in the next. */
export function eachMessage(stream: Readable, sink: (message: string) => void): void {
  let begun = '';
  eachLine(stream, (line) => {
    const goesOn = line.endsWith('\0');
    begun += goesOn ? `${line.slice(0, -1)}\n` : line;
    if (goesOn) return;
    sink(begun);
    begun = '';
  });
}

/** The log stream of one execution environment. */
export class FunctionLog {
  readonly stream: string;
  /** The current invocation's messages. */
  lines: string[] = [];
  readonly #kernel: Kernel;
  readonly #fn: LambdaFunction;
  /** Whether the function's role may not write its log: then what it prints is lost. */
  readonly #lost: boolean;

  constructor(kernel: Kernel, fn: LambdaFunction, credentials: Credentials) {
    this.#kernel = kernel;
    this.#fn = fn;
    const day = kernel.clock.now().toISOString().slice(0, 10).replaceAll('-', '/');
    this.stream = `${day}/[$LATEST]${randomUUID().replaceAll('-', '')}`;
    const refused = refusedLogs(kernel, kernel.callerOf(credentials), fn.logGroup);
    if (refused !== undefined) this.#write(refused);
    this.#lost = refused !== undefined;
  }

  append(message: string): void {
    this.lines.push(message);
    if (!this.#lost) this.#write(message);
  }

  #write(message: string): void {
    const timestamp = this.#kernel.clock.now().getTime();
    this.#kernel.offers.logs?.append(this.#fn.logGroup, this.stream, [{ timestamp, message }]);
  }

  /** The line before an invocation's own. */
  begin(requestId: string): void {
    this.lines = [];
    this.append(`START RequestId: ${requestId} Version: $LATEST`);
  }

  /** The lines behind them; `init` is how long a cold start took. */
  report(requestId: string, duration: number, init: number | undefined): void {
    this.append(`END RequestId: ${requestId}`);
    const fields = [
      `REPORT RequestId: ${requestId}`,
      `Duration: ${duration.toFixed(2)} ms`,
      `Billed Duration: ${Math.ceil(duration)} ms`,
      `Memory Size: ${this.#fn.memoryMb} MB`,
      ...(init === undefined ? [] : [`Init Duration: ${init.toFixed(2)} ms`]),
    ];
    this.append(fields.join('\t'));
  }
}
