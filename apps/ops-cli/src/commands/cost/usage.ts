import { jobStates } from '@tlc-elt/contracts';
import type { Story } from '@tlc-elt/executions';
import { functionCallsOf, jobRunsOf } from '@tlc-elt/executions';
import { readFunctionLog } from '../../jobs/function-log.ts';
import { describe } from '../../jobs/run-job.ts';
import type { Runtime } from '../../runtime.ts';
import { readWorkgroup } from '../../warehouse/workgroup.ts';
import type { Usage } from './estimate.ts';
import { TRANSITIONS_OF_A_WAIT } from './month.ts';

const [, , LOAD] = jobStates;

/** What an execution used: its jobs and the warehouse, and its functions where their logs are to be read. */
export async function usageOf(
  runtime: Runtime,
  story: Story,
  functionsToo?: 'with functions',
): Promise<Usage> {
  const [jobs, functions, workgroup] = await Promise.all([
    jobUsage(runtime, story),
    functionsToo ? functionUsage(runtime, story) : [],
    readWorkgroup(runtime),
  ]);
  const loads = jobs.filter(({ state }) => state === LOAD);
  return {
    jobs,
    functions,
    transitions:
      story.visits.reduce((sum, { attempts }) => sum + Math.max(1, attempts.length), 0) -
      waitsOf(story) * TRANSITIONS_OF_A_WAIT,
    redshift: loads.map(({ state, seconds }) => ({ state, seconds })),
    rpu: workgroup?.baseCapacity ?? 0,
  };
}

/** How often a run waited for its publication. */
export const waitsOf = (story: Story): number =>
  story.visits.filter(({ name, exitedAt }) => name === 'WaitForPublication' && exitedAt !== undefined).length;

async function jobUsage(runtime: Runtime, story: Story): Promise<Usage['jobs'][number][]> {
  return Promise.all(
    jobRunsOf(story).map(async ({ state, jobName, id }) => {
      const { ExecutionTime = 0, MaxCapacity = 0 } = await describe(runtime, jobName, id);
      return { state, dpu: MaxCapacity, seconds: ExecutionTime };
    }),
  );
}

/** Lambda's own REPORT lines; a call whose line is not there is left out. */
async function functionUsage(runtime: Runtime, story: Story): Promise<Usage['functions'][number][]> {
  const logs = await Promise.all(functionCallsOf(story).map((call) => readFunctionLog(runtime, call)));
  const seen = new Set<string>();
  return logs.flat().flatMap(({ state, message }) => {
    const report =
      /^REPORT RequestId: (\S+)\s+Duration: ([\d.]+) ms\s+(?:Billed Duration: (\d+) ms\s+)?Memory Size: (\d+) MB/.exec(
        message,
      );
    if (!report?.[1] || seen.has(report[1])) return [];
    seen.add(report[1]);
    return [{ state, milliseconds: Number(report[3] ?? report[2]), memoryMb: Number(report[4]) }];
  });
}
