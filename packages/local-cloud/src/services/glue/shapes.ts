import type { Shape } from '../../aws/call.ts';
import type { Job } from './job.ts';
import type { JobRun } from './run-store.ts';
import { capacityOf } from './settings.ts';

/** Job as GetJob gives it. */
export const jobShape = ({ settings, ...job }: Job): Shape => ({
  Name: job.name,
  Role: job.role,
  Command: { Name: job.kind, ScriptLocation: job.scriptLocation, PythonVersion: job.pythonVersion },
  DefaultArguments: job.defaultArguments,
  GlueVersion: job.glueVersion,
  Timeout: job.timeoutMinutes,
  ...settings,
  MaxCapacity: capacityOf(settings, job.kind),
  MaxRetries: 0,
  ExecutionProperty: { MaxConcurrentRuns: job.maxConcurrentRuns },
});

const dateOf = (ms: number | undefined): Date | undefined => (ms === undefined ? undefined : new Date(ms));

/** JobRun as GetJobRun gives it. */
export function jobRunShape(job: Job, run: JobRun, now: number): Shape {
  const settings = run.settings ?? job.settings;
  const capacity = capacityOf(settings, job.kind);
  const seconds =
    run.completedOn === undefined ? Math.max(0, (now - run.startedOn) / 1000) : run.executionTime;
  return {
    Id: run.id,
    Attempt: 0,
    JobName: run.jobName,
    StartedOn: dateOf(run.startedOn),
    LastModifiedOn: dateOf(run.lastModifiedOn),
    CompletedOn: dateOf(run.completedOn),
    JobRunState: run.state,
    Arguments: run.arguments,
    ErrorMessage: run.errorMessage,
    PredecessorRuns: [],
    ExecutionTime: Math.round(seconds),
    Timeout: run.timeoutMinutes,
    ...settings,
    MaxCapacity: capacity,
    AllocatedCapacity: Math.floor(capacity),
    LogGroupName: job.kind === 'pythonshell' ? '/aws-glue/python-jobs' : '/aws-glue/jobs',
    GlueVersion: job.glueVersion ?? (job.kind === 'pythonshell' ? '3.0' : '5.1'),
    DPUSeconds: Math.round(seconds * capacity * 1000) / 1000,
  };
}
