import type { Children } from '../../../kernel/children.ts';
import { QUIET_MS, type Start, startOf } from '../interpreter.ts';
import type { Prepared } from '../prepare-run.ts';
import type { Forked } from './forked.ts';
import { Parent } from './parent.ts';

/** On a Mac the system's own libraries refuse to work in a process that was forked. */
const CAN_FORK = process.platform === 'linux';

/** Of one run: more have ended for another reason. */
const MOST_PARENTS = 5;

/**
 * Forks the processes of Python Shell jobs' runs: each job has an interpreter with the modules imported that its last run
 * had of Python and of the job's environment, in which nothing of the job's own ever runs.
 */
export class Forks {
  readonly #children: Pick<Children, 'spawn' | 'follow'>;
  readonly #directory: string;
  /** By Python: modules that start threads or write when they are imported. */
  readonly #unfit = new Map<string, Set<string>>();
  /** By job. */
  readonly #parents = new Map<string, Parent>();
  #quiet: NodeJS.Timeout | undefined;

  /** `directory`: where the parents wait. */
  constructor(children: Pick<Children, 'spawn' | 'follow'>, directory: string) {
    this.#children = children;
    this.#directory = directory;
  }

  /** The process in which the script of a job's run goes on; undefined where none can be forked. */
  async run(job: string, prepared: Prepared): Promise<Forked | undefined> {
    if (!CAN_FORK) return undefined;
    clearTimeout(this.#quiet);
    const forked = await this.#forked(job, prepared);
    forked?.once('close', () => {
      if (this.#isIdle()) this.#quiet = setTimeout(() => this.#prepare(), QUIET_MS).unref();
    });
    return forked;
  }

  /** A parent forks no more where a module turns out to be none that it can have: the next one leaves that out. */
  async #forked(job: string, prepared: Prepared): Promise<Forked | undefined> {
    for (let parents = 0; parents < MOST_PARENTS; parents += 1) {
      const forked = await this.#parentOf(job, startOf(prepared)).run(prepared);
      if (forked) return forked;
    }
    return undefined;
  }

  close(): void {
    clearTimeout(this.#quiet);
    for (const parent of this.#parents.values()) parent.leave();
  }

  #isIdle(): boolean {
    return [...this.#parents.values()].every(({ running }) => running === 0);
  }

  #parentOf(job: string, start: Start): Parent {
    const parent = this.#parents.get(job);
    if (parent?.takes(start)) return parent;
    parent?.leave(); // of another script, other libraries or modules
    const unfit = this.#unfit.get(start.command) ?? new Set();
    this.#unfit.set(start.command, unfit);
    const next = new Parent(this.#children, start, { directory: this.#directory, unfit, before: parent });
    this.#parents.set(job, next);
    return next;
  }

  #prepare(): void {
    for (const parent of this.#parents.values()) parent.prepare();
  }
}
