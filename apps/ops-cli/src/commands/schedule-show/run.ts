import {
  GetScheduleCommand,
  type GetScheduleCommandOutput,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { parameterNames } from '@tlc-elt/contracts';
import type { Runtime } from '../../runtime.ts';

export interface ScheduleResult {
  readonly name: string;
  readonly state: string;
  readonly expression: string;
  readonly timezone: string;
  readonly target: string;
}

/** The stage's schedule as EventBridge Scheduler has it. */
export async function getSchedule(runtime: Runtime): Promise<GetScheduleCommandOutput> {
  const Name = (await runtime.parameters()).get(parameterNames(runtime.stage).scheduleName);
  return runtime
    .client(SchedulerClient)
    .send(new GetScheduleCommand({ Name }), { abortSignal: runtime.signal });
}

export async function showSchedule(
  _options: Record<string, never>,
  runtime: Runtime,
): Promise<ScheduleResult> {
  const schedule = await getSchedule(runtime);
  return {
    name: schedule.Name ?? '',
    state: schedule.State ?? '',
    expression: schedule.ScheduleExpression ?? '',
    timezone: schedule.ScheduleExpressionTimezone ?? 'UTC',
    target: schedule.Target?.Arn ?? '',
  };
}
