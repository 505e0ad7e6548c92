import type { Shape } from '../../aws/call.ts';
import type { Job } from './job.ts';
import type { JobRun } from './run-store.ts';

/** G.1X has one DPU a worker, G.2X two …: "Worker types", AWS Glue developer guide. */
const DPU_OF_WORKER: Readonly<Record<string, number>> = {
  'G.1X': 1,
  'G.2X': 2,
  'G.4X': 4,
  'G.8X': 8,
  'G.025X': 0.25,
};

const capacityOf = ({ kind, maxCapacity, workerType, numberOfWorkers }: Job): number =>
  maxCapacity ??
  (workerType === undefined
    ? kind === 'pythonshell'
      ? 0.0625
      : 10
    : (DPU_OF_WORKER[workerType] ?? 1) * (numberOfWorkers ?? 1));

/** Job as GetJob gives it. */
export const jobShape = (job: Job): Shape => ({
  Name: job.name,
  Role: job.roleArn,
  Command: { Name: job.kind, ScriptLocation: job.scriptLocation, PythonVersion: job.pythonVersion },
  DefaultArguments: job.defaultArguments,
  GlueVersion: job.glueVersion,
  Timeout: job.timeoutMinutes,
  MaxCapacity: capacityOf(job),
  WorkerType: job.workerType,
  NumberOfWorkers: job.numberOfWorkers,
  MaxRetries: 0,
  ExecutionProperty: { MaxConcurrentRuns: job.maxConcurrentRuns },
  JobRunQueuingEnabled: job.queuing,
});

/** JobRun as GetJobRun gives it. */
export function jobRunShape(job: Job, run: JobRun, now: number): Shape {
  const capacity = capacityOf(job);
  const ended = run.completedOn ?? now;
  const seconds =
    run.completedOn === undefined ? Math.max(0, (ended - run.startedOn) / 1000) : run.executionTime;
  return {
    Id: run.id,
    Attempt: 0,
    JobName: run.jobName,
    StartedOn: new Date(run.startedOn),
    LastModifiedOn: new Date(run.lastModifiedOn),
    ...(run.completedOn === undefined ? {} : { CompletedOn: new Date(run.completedOn) }),
    JobRunState: run.state,
    Arguments: run.arguments,
    ...(run.errorMessage === undefined ? {} : { ErrorMessage: run.errorMessage }),
    PredecessorRuns: [],
    ExecutionTime: Math.round(seconds),
    Timeout: run.timeoutMinutes,
    MaxCapacity: capacity,
    AllocatedCapacity: Math.floor(capacity),
    ...(job.workerType === undefined
      ? {}
      : { WorkerType: job.workerType, NumberOfWorkers: job.numberOfWorkers }),
    LogGroupName: job.kind === 'pythonshell' ? '/aws-glue/python-jobs' : '/aws-glue/jobs',
    GlueVersion: job.glueVersion ?? (job.kind === 'pythonshell' ? '3.0' : '5.1'),
    JobRunQueuingEnabled: job.queuing,
    DPUSeconds: Math.round(seconds * capacity * 1000) / 1000,
  };
}
