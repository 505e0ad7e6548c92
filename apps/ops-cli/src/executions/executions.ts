import {
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  type ExecutionListItem,
  type ExecutionStatus,
  ListExecutionsCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import {
  DEFAULT_DATASET,
  PipelineInput,
  parameterNames,
  parseRunName,
  type SourceMonth,
} from '@tlc-elt/contracts';
import { Failed } from '../errors.ts';
import type { Runtime } from '../runtime.ts';

/** An execution as ListExecutions and DescribeExecution give it. */
export interface Execution {
  readonly arn: string;
  readonly name: string;
  readonly status: ExecutionStatus;
  readonly startedAt: Date;
  readonly stoppedAt: Date | undefined;
}

const executionOf = (item: ExecutionListItem): Execution => ({
  arn: item.executionArn ?? '',
  name: item.name ?? '',
  status: item.status ?? 'RUNNING',
  startedAt: item.startDate ?? new Date(0),
  stoppedAt: item.stopDate,
});

/** Executions of the stage's workflow, newest first, at most `limit`. */
export async function listExecutions(
  runtime: Runtime,
  options: { readonly limit?: number; readonly status?: ExecutionStatus } = {},
): Promise<Execution[]> {
  const stateMachineArn = (await runtime.parameters()).get(parameterNames(runtime.stage).stateMachineArn);
  const { limit = Number.POSITIVE_INFINITY, status } = options;
  const executions: Execution[] = [];
  let nextToken: string | undefined;
  do {
    const page = await runtime.client(SFNClient).send(
      new ListExecutionsCommand({
        stateMachineArn,
        maxResults: Math.min(limit, 1000),
        statusFilter: status,
        nextToken,
      }),
      { abortSignal: runtime.signal },
    );
    executions.push(...(page.executions ?? []).map(executionOf));
    nextToken = page.nextToken;
  } while (nextToken && executions.length < limit);
  return executions.slice(0, limit);
}

/** The ARN that an execution of this name has or would have. */
export async function executionArn(runtime: Runtime, name: string): Promise<string> {
  const stateMachineArn = (await runtime.parameters()).get(parameterNames(runtime.stage).stateMachineArn);
  return `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
}

/** Status, input and output of one execution; throws Failed where there is none. */
export async function describeExecution(runtime: Runtime, arn: string) {
  try {
    return await runtime
      .client(SFNClient)
      .send(new DescribeExecutionCommand({ executionArn: arn }), { abortSignal: runtime.signal });
  } catch (error) {
    if (!(error instanceof ExecutionDoesNotExist)) throw error;
    throw new Failed(`there is no execution ${arn.split(':').at(-1)}`, runtime.hint('status'));
  }
}

/** What an execution loads. */
export interface Subject {
  readonly dataset: string;
  readonly month: SourceMonth;
}

/** Dataset and month of an execution: by its name, else by its input; undefined where neither tells. */
export async function subjectOf(runtime: Runtime, execution: Execution): Promise<Subject | undefined> {
  const named = parseRunName(execution.name);
  if (named) return named;
  const { input } = await describeExecution(runtime, execution.arn);
  return PipelineInput.safeParse(JSON.parse(input ?? 'null')).data;
}

/** The newest execution of a month of the default dataset, else Failed; or the one of that name, of any dataset. */
export async function findExecution(
  runtime: Runtime,
  wanted: { readonly month: SourceMonth } | { readonly execution: string },
): Promise<Execution> {
  if ('execution' in wanted) {
    const arn = await executionArn(runtime, wanted.execution);
    const { name, status, startDate, stopDate } = await describeExecution(runtime, arn);
    return executionOf({
      executionArn: arn,
      stateMachineArn: undefined,
      name,
      status,
      startDate,
      stopDate,
    });
  }
  for (const execution of await listExecutions(runtime)) {
    const subject = await subjectOf(runtime, execution);
    if (subject?.dataset === DEFAULT_DATASET && subject.month === wanted.month) return execution;
  }
  throw new Failed(`no execution of ${wanted.month} is known`, runtime.hint(`run ${wanted.month}`));
}
