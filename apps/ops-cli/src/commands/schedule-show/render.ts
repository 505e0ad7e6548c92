import type { View } from '../../command.ts';
import { table } from '../../terminal/table.ts';
import type { ScheduleResult } from './run.ts';

export function renderSchedule(schedule: ScheduleResult, { style, hint }: View): string {
  const paint = schedule.state === 'ENABLED' ? style.green : style.yellow;
  const shown = table<ScheduleResult>(
    [
      { title: 'schedule', value: ({ name }) => name },
      { title: 'state', value: ({ state }) => paint(state) },
      { title: 'when', value: ({ expression, timezone }) => `${expression} ${timezone}` },
      { title: 'target', value: ({ target }) => target },
    ],
    [schedule],
  );
  return `${shown}\n\nnext:  ${hint('schedule fire')} does now what it does at its time`;
}
