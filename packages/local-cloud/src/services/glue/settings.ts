import type { StartJobRunRequest } from '@aws-sdk/client-glue';
import { ServiceError } from '../../aws/errors.ts';
import type { Input } from '../../kernel/service.ts';

/** What a run may have otherwise than its job, by AWS's names. */
export const SETTINGS = [
  'MaxCapacity',
  'WorkerType',
  'NumberOfWorkers',
  'ExecutionClass',
  'SecurityConfiguration',
  'NotificationProperty',
  'JobRunQueuingEnabled',
] as const;
export type Settings = Pick<Input<StartJobRunRequest>, (typeof SETTINGS)[number]>;

const refuse = (message: string): never => {
  throw new ServiceError('InvalidInputException', message);
};

/** Settings of a run: what it was given, else the job's. Its capacity is told by DPUs or by workers, never by both. */
export function runSettings(job: Settings, given: Input<StartJobRunRequest>): Settings {
  const { MaxCapacity = given.AllocatedCapacity, WorkerType, NumberOfWorkers } = given;
  const byWorkers = WorkerType !== undefined || NumberOfWorkers !== undefined;
  if (byWorkers && MaxCapacity !== undefined)
    refuse('Please do not set Max Capacity if using Worker Type and Number of Workers.');
  const workers = {
    WorkerType: WorkerType ?? job.WorkerType,
    NumberOfWorkers: NumberOfWorkers ?? job.NumberOfWorkers,
  };
  if (byWorkers && Object.values(workers).includes(undefined))
    refuse('Please set both Worker Type and Number of Workers.');
  return {
    ...(MaxCapacity === undefined ? workers : {}),
    MaxCapacity: byWorkers ? undefined : (MaxCapacity ?? job.MaxCapacity),
    ExecutionClass: given.ExecutionClass ?? job.ExecutionClass,
    SecurityConfiguration: given.SecurityConfiguration ?? job.SecurityConfiguration,
    NotificationProperty: given.NotificationProperty ?? job.NotificationProperty,
    JobRunQueuingEnabled: given.JobRunQueuingEnabled ?? job.JobRunQueuingEnabled,
  };
}

/** G.1X has one DPU a worker, G.2X two …: "Worker types", AWS Glue developer guide. */
const DPU_OF_WORKER: Readonly<Record<string, number>> = {
  'G.1X': 1,
  'G.2X': 2,
  'G.4X': 4,
  'G.8X': 8,
  'G.025X': 0.25,
};

/** DPUs of a job or a run. */
export function capacityOf({ MaxCapacity, WorkerType, NumberOfWorkers }: Settings, kind: string): number {
  if (MaxCapacity !== undefined) return MaxCapacity;
  if (WorkerType !== undefined) return (DPU_OF_WORKER[WorkerType] ?? 1) * (NumberOfWorkers ?? 1);
  return kind === 'pythonshell' ? 0.0625 : 10;
}
