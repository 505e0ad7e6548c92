import type { ChildProcess } from 'node:child_process';
import type { Children } from '../../kernel/children.ts';
import {
  channelOf,
  eachTold,
  interpreter,
  isSame,
  PATIENCE_MS,
  QUIET_MS,
  runOf,
  type Start,
  say,
  startOf,
} from './interpreter.ts';
import type { Prepared } from './prepare-run.ts';

interface Waiting {
  readonly start: Start;
  readonly child: ChildProcess;
}

/**
 * Starts scripts of Python Shell jobs. Between runs an interpreter waits for the next one of each job, with the modules
 * imported that the last one had of Python and of the job's environment; nothing of the job's own runs ahead.
 */
export class Interpreters {
  readonly #children: Pick<Children, 'spawn'>;
  readonly #directory: string;
  /** Job → how its last run was started, and what that imported. */
  readonly #last = new Map<string, { readonly start: Start; readonly modules: readonly string[] }>();
  readonly #waiting = new Map<string, Waiting>();
  #running = 0;
  #quiet: NodeJS.Timeout | undefined;
  #closed = false;

  /** `directory`: where interpreters wait. */
  constructor(children: Pick<Children, 'spawn'>, directory: string) {
    this.#children = children;
    this.#directory = directory;
  }

  /** The process in which the script of a job's run goes on: one that waited for it, or a new one. */
  run(job: string, prepared: Prepared): ChildProcess {
    const start = startOf(prepared);
    const child = this.#taken(job, start) ?? this.#spawn(start, []);
    say(child, runOf(prepared));
    eachTold(channelOf(child), (modules) => this.#last.set(job, { start, modules: modules as string[] }));
    this.#running += 1;
    clearTimeout(this.#quiet);
    child.once('close', () => {
      this.#running -= 1;
      if (this.#running === 0) this.#quiet = setTimeout(() => this.#prepare(), QUIET_MS).unref();
    });
    return child;
  }

  close(): void {
    this.#closed = true;
    for (const { child } of this.#waiting.values()) channelOf(child).end();
  }

  #taken(job: string, wanted: Start): ChildProcess | undefined {
    const waiting = this.#waiting.get(job);
    this.#waiting.delete(job);
    if (waiting === undefined) return undefined;
    if (isSame(waiting.start, wanted)) return waiting.child;
    channelOf(waiting.child).end(); // of another script, other libraries or modules
    return undefined;
  }

  #prepare(): void {
    if (this.#closed) return;
    for (const [job, { start, modules }] of this.#last) {
      if (this.#waiting.has(job)) continue;
      const child = this.#spawn(start, modules);
      this.#waiting.set(job, { start, child });
      const patience = setTimeout(() => {
        if (this.#waiting.get(job)?.child === child) channelOf(child).end();
      }, PATIENCE_MS).unref();
      child.once('exit', () => {
        clearTimeout(patience);
        if (this.#waiting.get(job)?.child === child) this.#waiting.delete(job);
      });
    }
  }

  #spawn(start: Start, modules: readonly string[]): ChildProcess {
    const child = interpreter(this.#children, start, { cwd: this.#directory, output: 'pipe', env: {} });
    say(child, modules);
    return child;
  }
}
