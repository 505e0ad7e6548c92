import { readSchedule } from '../../aws/schedule.ts';
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

export async function run(_options: Options, runtime: Runtime): Promise<Result> {
  const schedule = await readSchedule(runtime);
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
