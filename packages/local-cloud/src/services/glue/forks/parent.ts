import type { ChildProcess } from 'node:child_process';
import { type Children, killGroup } from '../../../kernel/children.ts';
import {
  channelOf,
  eachTold,
  interpreter,
  isSame,
  PATIENCE_MS,
  runOf,
  type Start,
  say,
} from '../interpreter.ts';
import type { Prepared } from '../prepare-run.ts';
import { Forked, STREAMS, type Stream } from './forked.ts';

/** What a parent tells: which process a run has, what that wrote, how it ended; or the modules that do more than to be imported. */
interface Told {
  readonly run: number;
  readonly pid?: number;
  readonly stream?: Stream;
  readonly data?: string;
  readonly exit?: number;
  readonly unfit?: readonly string[];
}

interface Asked {
  resolve(forked: Forked | undefined): void;
  reject(error: unknown): void;
}

/** What makes an interpreter a parent. */
const FORKS = { LOCAL_CLOUD_FORKS: '1' };
/** As a signal of the system's own would end it. */
const KILLED = -9;

/** An interpreter that forks a process for each run of a job. */
export class Parent {
  readonly #start: Start;
  readonly #children: Pick<Children, 'spawn' | 'follow'>;
  readonly #child: ChildProcess;
  readonly #asked = new Map<number, Asked>();
  readonly #running = new Map<number, Forked>();
  readonly #imported = new Set<string>();
  /** Modules with which no process can be forked. */
  readonly #unfit: Set<string>;
  /** What its last run had imported. */
  #wanted: readonly string[];
  #runs = 0;
  #patience: NodeJS.Timeout | undefined;
  #hasEnded = false;

  /** `directory`: where it waits; `unfit`: modules that it does not import; `before`: the job's last one. */
  constructor(
    children: Pick<Children, 'spawn' | 'follow'>,
    start: Start,
    { directory, unfit, before }: { directory: string; unfit: Set<string>; before: Parent | undefined },
  ) {
    this.#start = start;
    this.#unfit = unfit;
    this.#wanted = before && isSame(before.#start, start) ? before.#wanted : [];
    this.#children = children;
    this.#child = interpreter(children, start, { cwd: directory, output: 'ignore', env: FORKS });
    eachTold(channelOf(this.#child), (told) => this.#told(told as Told));
    this.#child.once('error', () => this.#gone());
    this.#child.once('close', () => this.#gone()); // not before all that it told was read
  }

  /** Whether it can have a run that is started so. */
  takes(start: Start): boolean {
    return isSame(this.#start, start) && !this.#hasEnded;
  }

  get running(): number {
    return this.#asked.size + this.#running.size;
  }

  /** Imports what its last run had, and it has not yet. */
  prepare(): void {
    const missing = this.#wanted.filter((name) => !this.#imported.has(name) && !this.#unfit.has(name));
    for (const name of missing) this.#imported.add(name);
    if (missing.length > 0) say(this.#child, { modules: missing });
  }

  /** The process of a run; undefined where the parent ended before it had one. */
  run(prepared: Prepared): Promise<Forked | undefined> {
    clearTimeout(this.#patience);
    this.prepare();
    this.#runs += 1;
    const number = this.#runs;
    say(this.#child, { number, ...runOf(prepared) });
    return new Promise((resolve, reject) => this.#asked.set(number, { resolve, reject }));
  }

  /** Ends it once its runs have ended. */
  leave(): void {
    this.#hasEnded = true;
    if (this.running === 0) channelOf(this.#child).end();
  }

  #told({ run, pid, stream, data = '', exit, unfit }: Told): void {
    if (unfit) this.#spoilt(unfit);
    if (pid !== undefined) this.#forked(run, new Forked(pid));
    if (stream !== undefined) this.#running.get(run)?.wrote(stream, data);
    if (exit !== undefined) this.#running.get(run)?.ended(exit);
  }

  /** It forks no more, and stays until its runs have ended: nobody else could tell of them. */
  #spoilt(unfit: readonly string[]): void {
    for (const name of unfit) this.#unfit.add(name);
    this.#refuse();
    this.leave();
  }

  #refuse(): void {
    for (const { resolve } of this.#asked.values()) resolve(undefined);
    this.#asked.clear();
  }

  #forked(run: number, forked: Forked): void {
    const asked = this.#asked.get(run);
    this.#asked.delete(run);
    this.#running.set(run, forked);
    forked.once('close', () => {
      this.#running.delete(run);
      this.#wanted = forked.modules;
      if (this.#hasEnded) this.leave();
      else if (this.running === 0) this.#patience = setTimeout(() => this.leave(), PATIENCE_MS).unref();
    });
    try {
      this.#children.follow(forked, forked.pid);
      asked?.resolve(forked);
    } catch (error) {
      asked?.reject(error);
    }
  }

  /** Nobody is left who could tell how its runs end. */
  #gone(): void {
    this.#hasEnded = true;
    this.#refuse();
    for (const forked of this.#running.values()) {
      killGroup(forked.pid, 'SIGKILL');
      for (const stream of STREAMS) forked.wrote(stream, '');
      forked.ended(KILLED);
    }
  }
}
