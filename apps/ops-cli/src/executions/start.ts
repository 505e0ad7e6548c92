import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import {
  type Dataset,
  datasets,
  nextRunNumber,
  parameterNames,
  runName,
  runPrefix,
  type SourceMonth,
} from '@tlc-elt/contracts';
import { Failed } from '../errors.ts';
import { listObjects } from '../objects/objects.ts';
import type { Runtime } from '../runtime.ts';
import { runIdsOf } from '../warehouse/ledger.ts';
import { describeExecution, type Execution, executionArn, listExecutions, subjectOf } from './executions.ts';

export interface RunRequest {
  readonly dataset: Dataset;
  readonly month: SourceMonth;
  readonly force: boolean;
  readonly noWait: boolean;
}

export interface StartedRun {
  readonly arn: string;
  readonly name: string;
  /** True where the run went already. */
  readonly attached: boolean;
}

const MOST_TRIES = 20;

/** Attaches to the run of the month that goes already, else starts the next one. */
export async function startOrAttach(runtime: Runtime, request: RunRequest): Promise<StartedRun> {
  const earlier = earlierRuns(runtime, request);
  const taken: string[] = [];
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const executions = await listExecutions(runtime);
    const running = await runningRun(runtime, request, executions);
    if (running) return { arn: running.arn, name: running.name, attached: true };
    const names = [...executions.map(({ name }) => name), ...(await earlier), ...taken];
    const name = runName(
      request.dataset,
      request.month,
      nextRunNumber(request.dataset, request.month, names),
    );
    const arn = await start(runtime, request, name);
    if (arn) return { arn, name, attached: false };
    taken.push(name);
  }
  throw new Failed(`no free run name for ${request.month} after ${MOST_TRIES} tries`, runtime.hint('status'));
}

/** Runs of which S3 or the ledger still know: Step Functions forgets names after 90 days. */
async function earlierRuns(runtime: Runtime, { dataset, month }: RunRequest): Promise<string[]> {
  const bucket = (await runtime.parameters()).get(parameterNames(runtime.stage).processedBucket);
  const prefix = runPrefix(datasets[dataset], month, '').replace(/\/$/, '');
  const [{ folders }, ledger] = await Promise.all([
    listObjects(runtime, bucket, prefix, '/'),
    runIdsOf(runtime, dataset, month),
  ]);
  return [...folders.map((folder) => folder.slice(prefix.length).replace(/\/$/, '')), ...ledger];
}

async function runningRun(
  runtime: Runtime,
  { dataset, month }: RunRequest,
  executions: readonly Execution[],
): Promise<Execution | undefined> {
  const running = executions.filter(({ status }) => status === 'RUNNING' || status === 'PENDING_REDRIVE');
  const subjects = await Promise.all(running.map((execution) => subjectOf(runtime, execution)));
  return running.find((_, i) => subjects[i]?.dataset === dataset && subjects[i]?.month === month);
}

/** The new execution's ARN; undefined where the name is taken. */
async function start(runtime: Runtime, request: RunRequest, name: string): Promise<string | undefined> {
  const stateMachineArn = (await runtime.parameters()).get(parameterNames(runtime.stage).stateMachineArn);
  const { dataset, month, force, noWait } = request;
  const input = { dataset, month, ...(force ? { force } : {}), ...(noWait ? { no_wait: true } : {}) };
  try {
    const answer = await runtime
      .client(SFNClient)
      .send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }), {
        abortSignal: runtime.signal,
      });
    return answer.executionArn;
  } catch (error) {
    if (error instanceof ExecutionAlreadyExists) return undefined;
    throw error;
  }
}

/** Whether a running execution was started with `force`. */
export async function isForced(runtime: Runtime, name: string): Promise<boolean> {
  const { input } = await describeExecution(runtime, await executionArn(runtime, name));
  return /"force"\s*:\s*true/.test(input ?? '');
}
