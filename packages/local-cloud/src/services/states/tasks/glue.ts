import { StopFailure, TaskFailure, type TaskIo } from '../interpreter/host.ts';
import { isShutdown } from '../interpreter/interruption.ts';
import { isObject, type Json, type JsonObject } from '../language/json.ts';
import { answerJson, sdkMetadata } from './answers.ts';
import { checkParameters, objectParameters, refuseParameters, stringParameter } from './parameters.ts';
import type { Cookbook, TaskWorld } from './recipe.ts';
import { authorizeTask, callService, type ErrorNames } from './service-call.ts';

const NAMES: ErrorNames = {
  prefix: 'Glue',
  service: 'AWSGlue',
  sdk: 'v1',
  models: ['AccessDeniedException'],
};

/** The members of Glue's StartJobRun request. */
const PARAMETERS = [
  ...[
    'JobName',
    'JobRunId',
    'Arguments',
    'AllocatedCapacity',
    'Timeout',
    'MaxCapacity',
    'SecurityConfiguration',
  ],
  ...['NotificationProperty', 'WorkerType', 'NumberOfWorkers', 'ExecutionClass', 'JobRunQueuingEnabled'],
];

/** `arn:aws:states:::glue:startJobRun`, which ends when the run has started, and `.sync`, which ends with the run. */
export const glueRecipes: Cookbook = (resource) => {
  const [matched, action] = /^arn:aws[\w-]*:states:::glue:(startJobRun(?:\.sync)?)$/.exec(resource) ?? [];
  if (!matched || !action) return undefined;
  return {
    events: 'Task',
    resourceType: 'glue',
    resource: action,
    stopsWork: action.endsWith('.sync'),
    check: (parameters) => checkParameters(parameters, PARAMETERS, ['JobName']),
    run: (parameters, io, world) =>
      action === 'startJobRun' ? startJobRun(parameters, world, 'running') : runJob(parameters, io, world),
  };
};

async function startJobRun(
  given: Json,
  world: TaskWorld,
  failedWhile: TaskFailure['failedWhile'],
): Promise<JsonObject> {
  const parameters = objectParameters(given);
  stringParameter(parameters, 'JobName');
  for (const [name, value] of Object.entries(isObject(parameters.Arguments) ? parameters.Arguments : {})) {
    if (typeof value !== 'string')
      refuseParameters(parameters, `The value for the field '${name}' must be a STRING`);
  }
  const call = { service: 'glue', operation: 'StartJobRun', input: parameters, names: NAMES, failedWhile };
  const { JobRunId } = await callService(world, call);
  return { JobRunId: String(JobRunId), ...sdkMetadata(world.uuid()) };
}

/** The result is the JobRun as GetJobRun gives it; of a run that did not succeed it is the cause. */
async function runJob(parameters: Json, io: TaskIo, world: TaskWorld): Promise<Json> {
  const answer = await startJobRun(parameters, world, 'submitting');
  const run = { jobName: String((parameters as JsonObject).JobName), runId: String(answer.JobRunId) };
  try {
    io.signal.throwIfAborted();
    io.submitted(answer);
    const jobRun = await awaitJobRun(run, io, world);
    if (jobRun.JobRunState === 'SUCCEEDED') return jobRun;
    throw new TaskFailure('States.TaskFailed', JSON.stringify(jobRun));
  } catch (error) {
    if (io.signal.aborted || !(error instanceof TaskFailure) || error.error !== 'States.TaskFailed') {
      await stopJobRun(run, io, world);
    }
    throw error;
  }
}

interface JobRunRef {
  readonly jobName: string;
  readonly runId: string;
}

/** AWS polls the run with the machine's role, so the role needs both actions (developer guide, "IAM policies for calling AWS Glue"). */
async function awaitJobRun({ jobName, runId }: JobRunRef, io: TaskIo, world: TaskWorld): Promise<JsonObject> {
  const { kernel } = world;
  const job = `arn:aws:glue:${kernel.region}:${kernel.accountId}:job/${jobName}`;
  for (const action of ['glue:GetJobRun', 'glue:GetJobRuns']) authorizeTask(world, action, job, NAMES);
  if (!kernel.offers.glue)
    throw new TaskFailure('Glue.InternalServiceException', 'the assembly has no Glue jobs');
  await kernel.offers.glue.waitForJobRun(jobName, runId, io.signal);
  io.signal.throwIfAborted();
  const input = { JobName: jobName, RunId: runId };
  const { JobRun } = await callService(world, {
    service: 'glue',
    operation: 'GetJobRun',
    input,
    names: NAMES,
  });
  return answerJson(JobRun, 'milliseconds') as JsonObject;
}

async function stopJobRun({ jobName, runId }: JobRunRef, io: TaskIo, world: TaskWorld): Promise<void> {
  // The Glue service ends its own children when the local cloud ends.
  if (isShutdown(io.signal.reason)) return;
  const input = { JobName: jobName, JobRunIds: [runId] };
  try {
    await callService(world, { service: 'glue', operation: 'BatchStopJobRun', input, names: NAMES });
  } catch (error) {
    if (!io.signal.aborted) return;
    const message = error instanceof Error ? error.message : String(error);
    throw new StopFailure(`The job run ${runId} of ${jobName} could not be stopped: ${message}`);
  }
}
