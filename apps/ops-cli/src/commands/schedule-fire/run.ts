import { randomUUID } from 'node:crypto';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { Failed } from '../../errors.ts';
import type { Runtime } from '../../runtime.ts';
import { getSchedule } from '../schedule-show/run.ts';
import type { FireOptions } from './options.ts';

export interface FireResult {
  readonly schedule: string;
  readonly scheduled_time: string;
  readonly target: string;
  /** What the function answered. */
  readonly answer: unknown;
  readonly function_error: string | null;
}

/** Scheduler itself calls asynchronously; here the answer is waited for, so that it can be shown. */
export async function fireSchedule({ at }: FireOptions, runtime: Runtime): Promise<FireResult> {
  const schedule = await getSchedule(runtime);
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
