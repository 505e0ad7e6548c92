import type { ChildProcess } from 'node:child_process';
import { delimiter, join } from 'node:path';
import type { Duplex, Readable } from 'node:stream';
import type { Children } from '../../kernel/children.ts';
import { eachLine } from '../../kernel/lines.ts';
import type { Prepared } from './prepare-run.ts';

/** Holds the module that Python imports before a script, and that waits for a run. */
const WAITING_ROOM = join(import.meta.dirname, 'interpreter');
/** Parts of the environment that differ from run to run: an interpreter that waits has none of them. */
const OF_A_RUN = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'TMPDIR'];

/** After so long without a run the next ones are prepared: not while jobs need the machine. */
export const QUIET_MS = 500;
/** An interpreter that no run came to ends, and gives back its memory. */
export const PATIENCE_MS = 15 * 60_000;

/** What an interpreter is started with before its run is known. */
export interface Start {
  readonly command: string;
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
}

/** What is the same for all runs of a job, until its script, libraries or modules are others. */
export const startOf = ({ command, args: [script = ''], env }: Prepared): Start => ({
  command,
  script,
  env: Object.fromEntries(Object.entries(env).filter(([name]) => !OF_A_RUN.includes(name))),
});

/** Whether a run that needs the one may be the other's. */
export const isSame = (one: Start, other: Start): boolean => JSON.stringify(one) === JSON.stringify(other);

/** What is known when a run starts. */
export const runOf = ({ args, env, cwd }: Prepared): object => ({ args: args.slice(1), env, cwd });

/** Where an interpreter is told what to do, and tells what it has done. */
export const channelOf = (child: ChildProcess): Duplex => child.stdio[3] as Duplex;

/** Says something to an interpreter. */
export const say = (child: ChildProcess, what: unknown): void => {
  channelOf(child).write(`${JSON.stringify(what)}\n`);
};

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // it was killed while it told this
  }
};

/** Hears what an interpreter tells. */
export const eachTold = (channel: Readable, hear: (told: unknown) => void): void =>
  eachLine(channel, (line) => {
    const told = parsed(line);
    if (told !== undefined) hear(told);
  });

interface Place {
  readonly cwd: string;
  /** What it says itself: its run's, where it becomes that. */
  readonly output: 'pipe' | 'ignore';
  readonly env: Readonly<Record<string, string>>;
}

/** An interpreter that stops before its script, and does what it is told. */
export function interpreter(
  children: Pick<Children, 'spawn'>,
  { command, script, env }: Start,
  { cwd, output, env: more }: Place,
): ChildProcess {
  const child = children.spawn(command, [script], {
    cwd,
    env: { ...env, ...more, PYTHONPATH: [WAITING_ROOM, env.PYTHONPATH].join(delimiter) },
    stdio: ['ignore', output, output, 'pipe'],
  });
  channelOf(child).on('error', () => undefined); // it has ended: its `exit` tells
  return child;
}
