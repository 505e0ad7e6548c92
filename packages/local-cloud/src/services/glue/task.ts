import { arnOf } from '../../assembly/resource-type.ts';
import { isObject } from '../../aws/json.ts';
import { type Task, TaskFailure, type Work } from '../../kernel/task.ts';

/** The result is the JobRun as GetJobRun gives it; of a run that did not succeed it is the cause. */
const jobRun: Work = {
  name: ({ JobRunId }, { parameters }) => `The job run ${JobRunId} of ${parameters.JobName}`,
  /** AWS polls the run with the machine's role, so the role needs both actions (developer guide, "IAM policies for calling AWS Glue"). */
  result: async ({ JobRunId = null }, task) => {
    const { JobName = null } = task.parameters;
    const job = arnOf('glue', task, `job/${JobName}`);
    for (const action of ['glue:GetJobRun', 'glue:GetJobRuns']) task.authorize(action, job);
    await task.offers.glue.waitForJobRun(String(JobName), String(JobRunId), task.signal);
    task.signal.throwIfAborted();
    const { JobRun = null } = await task.call('GetJobRun', { JobName, RunId: JobRunId });
    if (isObject(JobRun) && JobRun.JobRunState === 'SUCCEEDED') return JobRun;
    throw new TaskFailure('States.TaskFailed', JSON.stringify(JobRun));
  },
  stop: ({ JobRunId = null }, { parameters: { JobName = null }, call }) =>
    call('BatchStopJobRun', { JobName, JobRunIds: [JobRunId] }),
};

/** `arn:aws:states:::glue:startJobRun`, which ends when the run has started, and `.sync`, which ends with the run. */
export const task: Task = {
  errors: 'AWSGlue',
  models: ['AccessDeniedException'],
  integrations: { startJobRun: {}, 'startJobRun.sync': { work: jobRun } },
};
