import { SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { parsePipelineInput, WOKEN } from '@tlc-elt/contracts';
import { waitingOf } from '@tlc-elt/executions';
import type { View } from '../../command.ts';
import { Failed } from '../../errors.ts';
import { describeExecution, type Execution, findExecution } from '../../executions/executions.ts';
import { requestOf, startInPlaceOf } from '../../executions/start.ts';
import { endOfStory } from '../../executions/story-end.ts';
import type { Runtime } from '../../runtime.ts';
import type { MonthOrExecution } from '../month-operand.ts';

export interface Options {
  readonly of: MonthOrExecution;
}

export interface Result {
  readonly month: string;
  /** The execution that waited, and was stopped. */
  readonly waited: string;
  /** The one that looks now. */
  readonly execution: string;
}

/** Step Functions ends no Wait before its time, so that a second run starts and the one that waits is stopped. */
export async function run({ of }: Options, runtime: Runtime): Promise<Result> {
  const waiting = await findExecution(runtime, of);
  await checkWaits(runtime, waiting);
  const { input } = await describeExecution(runtime, waiting.arn);
  const request = requestOf(parsePipelineInput(JSON.parse(input ?? 'null')));
  const { name } = await startInPlaceOf(runtime, waiting, request);
  const cause = `${name} looks for ${request.month} in its place. Next: \`ops run ${request.month}\` watches it.`;
  await runtime
    .client(SFNClient)
    .send(new StopExecutionCommand({ executionArn: waiting.arn, error: WOKEN, cause }), {
      abortSignal: runtime.signal,
    });
  return { month: request.month, waited: waiting.name, execution: name };
}

async function checkWaits(runtime: Runtime, { name, arn, status }: Execution): Promise<void> {
  if (status !== 'RUNNING')
    throw new Failed(`${name} waits for nothing: it is ${status}`, runtime.hint('status'));
  if (waitingOf(await endOfStory(runtime, arn)) === undefined)
    throw new Failed(`${name} waits for nothing: it works`, runtime.hint(`logs ${name} --follow`));
}

export const render = ({ month, waited, execution }: Result, { hint }: View): string =>
  `${execution} looks now, in the place of ${waited}\nnext:  ${hint(`run ${month}`)}`;
