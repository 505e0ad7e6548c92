import { type ChildProcess, execFileSync, type SpawnOptions, spawn } from 'node:child_process';
import { type EventEmitter, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { readJson, writeJson } from '../disk/json-file.ts';

interface Recorded {
  readonly pid: number;
  /** When the process began, as the system tells it: a pid alone may have been given to another since. */
  readonly startedAt: string;
}

/** When a process began, in a form that only compares; undefined where it does not run. */
export function startOf(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') {
      // Fields 3 and 22 of /proc/PID/stat, after the command's name in parentheses.
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      return fields[0] === 'Z' ? undefined : fields[19]; // a zombie has ended and was not waited for
    }
    return (
      execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim() || undefined
    );
  } catch {
    return undefined;
  }
}

/** Ends a process and all that it started. */
export function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // it has ended already
  }
}

/** Every child process of the local cloud, each the leader of a group of its own; on disk, so that a restart finds orphans. */
export class Children {
  readonly #path: string;
  readonly #running = new Map<EventEmitter, Recorded>();

  constructor(path: string) {
    this.#path = path;
  }

  /** Kills what an earlier local cloud left running; gives how many there were. */
  killOrphans(): number {
    const recorded = (readJson(this.#path) as Recorded[] | undefined) ?? [];
    const orphans = recorded.filter(({ pid, startedAt }) => startOf(pid) === startedAt);
    for (const { pid } of orphans) killGroup(pid, 'SIGKILL');
    writeJson(this.#path, []);
    return orphans.length;
  }

  /** Starts a child in a process group of its own; one that cannot be started tells by `error`, as Node's own does. */
  spawn(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
    const child = spawn(command, args, { ...options, detached: true });
    // Whoever asked listens too; without any listener Node would end the local cloud.
    child.on('error', () => undefined);
    if (child.pid !== undefined) this.follow(child, child.pid);
    return child;
  }

  /** Takes a process for a child that tells by `exit` when it has ended: what leads a group that a child of ours started. */
  follow(child: EventEmitter, pid: number): void {
    this.#running.set(child, { pid, startedAt: startOf(pid) ?? '' });
    child.once('exit', () => {
      killGroup(pid, 'SIGKILL'); // what it started and left behind
      this.#running.delete(child);
      try {
        this.#save();
      } catch {
        // the file names one that has ended, which no start takes for one that runs
      }
    });
    try {
      this.#save();
    } catch (error) {
      killGroup(pid, 'SIGKILL'); // no restart would find it
      throw error;
    }
  }

  /** Ends every child, and waits until it has ended: nothing is written afterwards. */
  async killAll(): Promise<void> {
    const ended = [...this.#running.keys()].map((child) => once(child, 'exit'));
    for (const { pid } of this.#running.values()) killGroup(pid, 'SIGKILL');
    await Promise.all(ended);
  }

  #save(): void {
    writeJson(this.#path, [...this.#running.values()]);
  }
}
