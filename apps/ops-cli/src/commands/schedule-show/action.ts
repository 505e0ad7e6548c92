import type { Action } from '../../command.ts';
import { renderSchedule } from './render.ts';
import { type ScheduleResult, showSchedule } from './run.ts';

export const action: Action<Record<string, never>, ScheduleResult> = {
  run: showSchedule,
  render: renderSchedule,
};
