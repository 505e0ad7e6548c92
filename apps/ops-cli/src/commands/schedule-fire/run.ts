import { randomUUID } from 'node:crypto';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { readableCause } from '@tlc-elt/executions';
import { readSchedule } from '../../aws/schedule.ts';
import type { View } from '../../command.ts';
import { Failed } from '../../errors.ts';
import { ExitCode } from '../../exit-code.ts';
import type { Runtime } from '../../runtime.ts';

export interface Options {
  /** The scheduled time that the target is told; undefined: now. */
  readonly at: Date | undefined;
}

export interface Result {
  readonly schedule: string;
  readonly scheduled_time: string;
  readonly target: string;
  /** What the function answered. */
  readonly answer: unknown;
  readonly function_error: string | null;
}

/** Scheduler itself calls asynchronously; here the answer is waited for, so that it can be shown. */
export async function run({ at }: Options, runtime: Runtime): Promise<Result> {
  const schedule = await readSchedule(runtime);
  const target = schedule.Target?.Arn ?? '';
  if (!target.includes(':lambda:'))
    throw new Failed(
      `the schedule's target ${target} is no Lambda function`,
      'only those can be fired by hand',
    );
  const scheduledTime = `${(at ?? runtime.now()).toISOString().slice(0, 19)}Z`;
  const payload = fillIn(schedule.Target?.Input ?? '{}', {
    'scheduled-time': scheduledTime,
    'schedule-arn': schedule.Arn ?? '',
    'execution-id': randomUUID(),
    'attempt-number': '1',
  });
  const answer = await runtime
    .client(LambdaClient)
    .send(new InvokeCommand({ FunctionName: target, Payload: Buffer.from(payload) }), {
      abortSignal: runtime.signal,
    });
  const text = answer.Payload ? Buffer.from(answer.Payload).toString('utf8') : '';
  return {
    schedule: schedule.Name ?? '',
    scheduled_time: scheduledTime,
    target,
    answer: text === '' ? null : JSON.parse(text),
    function_error: answer.FunctionError ?? null,
  };
}

/** Context attributes of EventBridge Scheduler: `<aws.scheduler.scheduled-time>` and its siblings. */
export function fillIn(input: string, values: Readonly<Record<string, string>>): string {
  return input.replace(/<aws\.scheduler\.([a-z-]+)>/g, (whole, name: string) => values[name] ?? whole);
}

export function render({ schedule, scheduled_time, answer, function_error }: Result, view: View): string {
  const { style, hint } = view;
  if (function_error !== null)
    return `${style.red(`${schedule} fired, and its function failed`)}: ${readableCause(JSON.stringify(answer))}`;
  return `${style.green(`${schedule} fired`)} for ${scheduled_time}: ${JSON.stringify(answer)}\nnext:  ${hint('status')}`;
}

export const exitCode = ({ function_error }: Result): ExitCode =>
  function_error === null ? ExitCode.ok : ExitCode.failed;
