import type { ChildProcess } from 'node:child_process';
import { delimiter, join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { Children } from '../../kernel/children.ts';
import { eachLine } from '../../kernel/lines.ts';
import type { Prepared } from './prepare-run.ts';

/** Holds the module that Python imports before a script, and that waits for a run. */
const WAITING_ROOM = join(import.meta.dirname, 'interpreter');
/** Parts of the environment that differ from run to run: an interpreter that waits has none of them. */
const OF_A_RUN = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'TMPDIR'];
/** After so long without a run the next ones are prepared: not while jobs need the machine. */
const QUIET_MS = 500;
/** An interpreter that no run came to ends, and gives back its memory. */
const PATIENCE_MS = 15 * 60_000;

/** What an interpreter is started with before its run is known. */
interface Start {
  readonly command: string;
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
}

interface Waiting {
  readonly start: Start;
  readonly child: ChildProcess;
}

const startOf = ({ command, args: [script = ''], env }: Prepared): Start => ({
  command,
  script,
  env: Object.fromEntries(Object.entries(env).filter(([name]) => !OF_A_RUN.includes(name))),
});

const channelOf = (child: ChildProcess): Duplex => child.stdio[3] as Duplex;

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
    const { cwd, env } = prepared;
    channelOf(child).write(`${JSON.stringify({ args: prepared.args.slice(1), env, cwd })}\n`);
    eachLine(channelOf(child), (line) => {
      this.#last.set(job, { start, modules: JSON.parse(line) as string[] });
    });
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
    if (JSON.stringify(waiting.start) === JSON.stringify(wanted)) return waiting.child;
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

  #spawn({ command, script, env }: Start, modules: readonly string[]): ChildProcess {
    const child = this.#children.spawn(command, [script], {
      cwd: this.#directory,
      env: { ...env, PYTHONPATH: [WAITING_ROOM, env.PYTHONPATH].join(delimiter) },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    channelOf(child).on('error', () => undefined); // it has ended: its `exit` tells
    channelOf(child).write(`${JSON.stringify(modules)}\n`);
    return child;
  }
}
