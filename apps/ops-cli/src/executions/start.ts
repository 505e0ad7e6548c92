import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import {
  type Dataset,
  type ExecutionPort,
  monthPrefix,
  PipelineInput,
  type PlanMark,
  parameterNames,
  parseRunName,
  type RunInput,
  type SourceMonth,
  startRun,
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
  readonly acceptQuarantine: boolean;
  readonly acceptOlder: boolean;
  readonly acceptShrink: boolean;
  readonly acceptRepublication: boolean;
  readonly acceptUnusual: boolean;
  /** ETag of an earlier publication. */
  readonly publication?: string;
}

export interface StartedRun {
  readonly arn: string;
  readonly name: string;
  /** True where the run went already. */
  readonly attached: boolean;
  /** The plan that is carried out has started it before; it may have ended. */
  readonly ofThisPlan?: true;
}

/** What an execution was asked for, to ask another one for the same. */
export const requestOf = ({ dataset, month, publication, ...input }: PipelineInput): RunRequest => ({
  dataset,
  month,
  force: input.force,
  noWait: input.no_wait,
  acceptQuarantine: input.accept_quarantine,
  acceptOlder: input.accept_older,
  acceptShrink: input.accept_shrink,
  acceptRepublication: input.accept_republication,
  acceptUnusual: input.accept_unusual,
  ...(publication === undefined ? {} : { publication }),
});

/** Starts the next run of the month although this one goes, and attaches to any other. */
export async function startInPlaceOf(
  runtime: Runtime,
  waiting: Execution,
  request: RunRequest,
): Promise<StartedRun> {
  const past = runsOnRecord(runtime, request.dataset, request.month);
  past.catch(() => undefined);
  const listed = await listExecutions(runtime);
  const run = await startRun(portOf(runtime, listed, past, waiting.name), inputOf(request));
  return { arn: run.executionArn, name: run.name, attached: !run.started };
}

/** Attaches to the run of the month that goes already, else starts the next one. */
export async function startOrAttach(runtime: Runtime, request: RunRequest): Promise<StartedRun> {
  const { dataset, month } = request;
  const past = runsOnRecord(runtime, dataset, month);
  // It is awaited later: a failure until then must not end the process as an unhandled one.
  past.catch(() => undefined);
  const executions = await listExecutions(runtime);
  const byHand = await runningByHand(runtime, request, executions);
  if (byHand) return { arn: byHand.arn, name: byHand.name, attached: true };
  const run = await startRun(portOf(runtime, executions, past), inputOf(request));
  return { arn: run.executionArn, name: run.name, attached: !run.started };
}

/** Starts a run under this very name, or attaches to it where its plan has started it before; throws Failed where it is another's. */
export async function startPlanned(
  runtime: Runtime,
  name: string,
  input: RunInput & { readonly plan: PlanMark },
): Promise<StartedRun> {
  const started = await start(runtime, name, input);
  const arn = started ?? (await executionArn(runtime, name));
  if (started !== undefined || (await isOfPlan(runtime, arn, input.plan.id)))
    return { arn, name, attached: started === undefined };
  throw new Failed(
    `${name}, which the plan would start, was started by somebody else`,
    `plan again: ${runtime.hint(`plan ${input.month}`)}`,
  );
}

/** Whether an execution was started by a plan. */
export async function isOfPlan(runtime: Runtime, arn: string, id: string): Promise<boolean> {
  const { input } = await describeExecution(runtime, arn);
  return PipelineInput.safeParse(JSON.parse(input ?? 'null')).data?.plan?.id === id;
}

const inputOf = ({ dataset, month, ...request }: RunRequest): RunInput => ({
  dataset,
  month,
  force: request.force || undefined,
  no_wait: request.noWait || undefined,
  accept_quarantine: request.acceptQuarantine || undefined,
  accept_older: request.acceptOlder || undefined,
  accept_shrink: request.acceptShrink || undefined,
  accept_republication: request.acceptRepublication || undefined,
  accept_unusual: request.acceptUnusual || undefined,
  publication: request.publication,
});

/** Step Functions, S3 and ledger as `startRun` sees them; `listed` is its first look, `except` a run that is to end. */
function portOf(
  runtime: Runtime,
  listed: readonly Execution[],
  past: Promise<string[]>,
  except?: string,
): ExecutionPort {
  let fresh: readonly Execution[] | undefined = listed;
  return {
    executions: async () => {
      const executions = fresh ?? (await listExecutions(runtime));
      fresh = undefined;
      return executions.map(({ name, arn, status }) => ({
        name,
        executionArn: arn,
        running: name !== except && (status === 'RUNNING' || status === 'PENDING_REDRIVE'),
      }));
    },
    pastRuns: () => past,
    start: (name, input) => start(runtime, name, input),
  };
}

/** Runs of which S3 or the ledger still know: Step Functions forgets names after 90 days. */
async function runsOnRecord(runtime: Runtime, dataset: Dataset, month: SourceMonth): Promise<string[]> {
  const bucket = (await runtime.parameters()).get(parameterNames(runtime.stage).processedBucket);
  const prefix = monthPrefix(dataset, month);
  const [{ folders }, ledger] = await Promise.all([
    listObjects(runtime, bucket, prefix, '/'),
    runIdsOf(runtime, dataset, month),
  ]);
  return [...folders.map((folder) => folder.slice(prefix.length, -1)), ...ledger];
}

/** An execution that somebody started under a name of his own, with the month in its input. */
async function runningByHand(
  runtime: Runtime,
  { dataset, month }: RunRequest,
  executions: readonly Execution[],
): Promise<Execution | undefined> {
  const foreign = executions.filter(({ name, status }) => status === 'RUNNING' && !parseRunName(name));
  const subjects = await Promise.all(foreign.map((execution) => subjectOf(runtime, execution)));
  return foreign.find((_, i) => subjects[i]?.dataset === dataset && subjects[i]?.month === month);
}

/** The new execution's ARN; undefined where the name is taken. */
async function start(runtime: Runtime, name: string, input: RunInput): Promise<string | undefined> {
  const stateMachineArn = (await runtime.parameters()).get(parameterNames(runtime.stage).stateMachineArn);
  const command = new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) });
  try {
    const answer = await runtime.client(SFNClient).send(command, { abortSignal: runtime.signal });
    return answer.executionArn;
  } catch (error) {
    if (error instanceof ExecutionAlreadyExists) return undefined;
    throw error;
  }
}

/** Flags of the request that the execution it attached to was started without: it goes on as it was started. */
export async function missingFlags(runtime: Runtime, name: string, request: RunRequest): Promise<string[]> {
  const { no_wait: _, dataset: __, month: ___, ...wanted } = inputOf(request);
  const names = Object.keys(wanted).filter((name) => wanted[name as keyof typeof wanted] !== undefined);
  if (names.length === 0) return [];
  const { input } = await describeExecution(runtime, await executionArn(runtime, name));
  const started = PipelineInput.safeParse(JSON.parse(input ?? 'null')).data;
  return names
    .filter((name) => started?.[name as keyof typeof wanted] !== wanted[name as keyof typeof wanted])
    .map(flagOf);
}

const flagOf = (name: string): string => `--${name.replaceAll('_', '-')}`;
