import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalStage } from './stage.ts';

/** A state's job, by an argument that only its script is given. */
const MARKS = {
  IngestRaw: (args: readonly string[]): boolean => args.includes('--source_url'),
  TransformTrips: (args: readonly string[]): boolean =>
    !args.includes('--source_url') && !args.includes('--accept_quarantine'),
  LoadRedshift: (args: readonly string[]): boolean => args.includes('--accept_quarantine'),
} as const;
export type JobState = keyof typeof MARKS;

/** The process of a month's job, found among the machine's processes; undefined where none runs. */
export function jobProcess(stage: LocalStage, state: JobState, month: string): number | undefined {
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const args = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0');
      const isMonth = args[args.indexOf('--source_month') + 1] === month;
      if (!isMonth || !MARKS[state](args)) continue;
      if (readlinkSync(`/proc/${name}/cwd`).startsWith(stage.localDir)) return Number(name);
    } catch {
      // it has ended meanwhile
    }
  }
  return undefined;
}

/** Waits until the month's job runs. */
export async function runningJob(stage: LocalStage, state: JobState, month: string): Promise<number> {
  for (let tries = 0; tries < 6000; tries += 1) {
    const pid = jobProcess(stage, state, month);
    if (pid !== undefined) return pid;
    await sleep(20);
  }
  throw new Error(`no ${state} job of ${month} was started`);
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
