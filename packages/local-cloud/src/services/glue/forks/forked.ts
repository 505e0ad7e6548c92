import { EventEmitter } from 'node:events';
import { constants } from 'node:os';
import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';
import { eachTold } from '../interpreter.ts';

export const STREAMS = ['stdout', 'stderr', 'modules'] as const;
export type Stream = (typeof STREAMS)[number];

type End = [code: number | null, signal: string | null];

/** What Node says of a process by the exit code that Python has of it: below zero is a signal. */
function endOf(exit: number): End {
  if (exit >= 0) return [exit, null];
  const [name = `${-exit}`] = Object.entries(constants.signals).find(([, number]) => number === -exit) ?? [];
  return [null, name];
}

/** A run's process that its parent forked, told of as Node tells of a child of its own. */
export class Forked extends EventEmitter<{ exit: End; close: End; error: [Error] }> {
  readonly pid: number;
  readonly stdout = new PassThrough();
  readonly stderr = new PassThrough();
  readonly #told = new PassThrough();
  #hasEnded = false;
  /** The modules that it had when its script ended; none where it was killed before it could tell. */
  modules: readonly string[] = [];

  constructor(pid: number) {
    super();
    this.pid = pid;
    eachTold(this.#told, (modules) => {
      this.modules = modules as string[];
    });
  }

  /** What it wrote, in Latin-1 whatever the bytes mean; nothing is the end. */
  wrote(stream: Stream, data: string): void {
    const written = stream === 'modules' ? this.#told : this[stream];
    if (data === '') written.end();
    else written.write(Buffer.from(data, 'latin1'));
  }

  /** `close` follows when all that it wrote has been read. */
  ended(exit: number): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    const end = endOf(exit);
    const read = Promise.all([this.stdout, this.stderr, this.#told].map((stream) => finished(stream)));
    this.emit('exit', ...end);
    void read.then(() => this.emit('close', ...end));
  }
}
