import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalStage } from './stage.ts';

type Arguments = Readonly<Record<string, string>>;

/** A state's job, by an argument that only its script is given. */
const MARKS = {
  IngestRaw: (args: Arguments): boolean => '--source_url' in args,
  TransformTrips: (args: Arguments): boolean => !('--source_url' in args) && !('--accept_quarantine' in args),
  LoadRedshift: (args: Arguments): boolean => '--accept_quarantine' in args,
} as const;
export type JobState = keyof typeof MARKS;

/** A month of a dataset. */
export interface DatasetMonth {
  readonly dataset: string;
  readonly month: string;
}

/** The process of a month's job, found among the machine's processes by its folder; undefined where none runs. */
export function jobProcess(
  stage: LocalStage,
  state: JobState,
  { dataset, month }: DatasetMonth,
): number | undefined {
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const folder = readlinkSync(`/proc/${name}/cwd`);
      if (!folder.startsWith(stage.localDir) || !isLeader(name)) continue;
      const args = argumentsOf(folder);
      if (args['--source_month'] !== month || args['--dataset'] !== dataset) continue;
      if (MARKS[state](args)) return Number(name);
    } catch {
      // it has ended meanwhile, or is no run's
    }
  }
  return undefined;
}

/** Whether a process leads its group: what a job starts is in its own. */
const isLeader = (pid: string): boolean =>
  readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[2] === pid;

/** Arguments of the run that works in the folder; throws where it is no run's. */
function argumentsOf(folder: string): Arguments {
  const record = join(dirname(dirname(folder)), 'runs', `${basename(folder)}.json`);
  return (JSON.parse(readFileSync(record, 'utf8')) as { arguments: Arguments }).arguments;
}

/** Waits until the month's job runs. */
export async function runningJob(stage: LocalStage, state: JobState, month: DatasetMonth): Promise<number> {
  for (let tries = 0; tries < 6000; tries += 1) {
    const pid = jobProcess(stage, state, month);
    if (pid !== undefined) return pid;
    await sleep(20);
  }
  throw new Error(`no ${state} job of ${month.dataset} ${month.month} was started`);
}

/** Ends a job and what it started, as the kernel does when memory is short; resolves once it is gone. */
export async function killJob(pid: number): Promise<void> {
  process.kill(-pid, 'SIGKILL');
  while (isThere(pid)) await sleep(10);
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
