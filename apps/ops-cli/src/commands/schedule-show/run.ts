import {
  GetScheduleCommand,
  type GetScheduleCommandOutput,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { parameterNames } from '@tlc-elt/contracts';
import type { View } from '../../command.ts';
import type { Runtime } from '../../runtime.ts';
import { table } from '../../terminal/table.ts';

export type Options = Record<string, never>;

export interface Result {
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

export async function run(_options: Options, runtime: Runtime): Promise<Result> {
  const schedule = await getSchedule(runtime);
  return {
    name: schedule.Name ?? '',
    state: schedule.State ?? '',
    expression: schedule.ScheduleExpression ?? '',
    timezone: schedule.ScheduleExpressionTimezone ?? 'UTC',
    target: schedule.Target?.Arn ?? '',
  };
}

export function render(schedule: Result, { style, hint }: View): string {
  const paint = schedule.state === 'ENABLED' ? style.green : style.yellow;
  const text = table<Result>(
    [
      { title: 'schedule', value: ({ name }) => name },
      { title: 'state', value: ({ state }) => paint(state) },
      { title: 'when', value: ({ expression, timezone }) => `${expression} ${timezone}` },
      { title: 'target', value: ({ target }) => target },
    ],
    [schedule],
  );
  return `${text}\n\nnext:  ${hint('schedule fire')} does now what it does at its time`;
}
