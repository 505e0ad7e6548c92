import { SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { Failed } from '../../errors.ts';
import { findExecution } from '../../executions/executions.ts';
import type { Runtime } from '../../runtime.ts';
import type { MonthOrExecution } from '../month-operand.ts';

export interface Options {
  readonly of: MonthOrExecution;
}

export interface Result {
  readonly execution: string;
  readonly stopped_at: string;
}

export async function run({ of }: Options, runtime: Runtime): Promise<Result> {
  const { arn, name, status } = await findExecution(runtime, of);
  if (status !== 'RUNNING') throw new Failed(`${name} does not run: it is ${status}`, runtime.hint('status'));
  const { stopDate } = await runtime
    .client(SFNClient)
    .send(
      new StopExecutionCommand({ executionArn: arn, error: 'StoppedByUser', cause: 'stopped by ops stop' }),
      { abortSignal: runtime.signal },
    );
  return { execution: name, stopped_at: (stopDate ?? runtime.now()).toISOString() };
}

export const render = ({ execution }: Result): string => `${execution} was stopped`;
