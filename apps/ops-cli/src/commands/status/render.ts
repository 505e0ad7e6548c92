import type { View } from '../../command.ts';
import { duration, table } from '../../terminal/table.ts';
import type { ExecutionStatus, StatusResult } from './run.ts';

export function renderStatus({ executions }: StatusResult, view: View): string {
  if (executions.length === 0) return `No execution is known.\nnext:  ${view.hint('run 2024-09')}`;
  return table<ExecutionStatus>(
    [
      { title: 'execution', value: ({ name }) => name },
      { title: 'month', value: ({ month }) => month ?? '' },
      { title: 'status', value: (execution) => statusText(execution, view) },
      { title: 'state', value: ({ state }) => state ?? '' },
      { title: 'started', value: ({ started_at }) => `${started_at.slice(0, 19).replace('T', ' ')} UTC` },
      { title: 'took', value: (execution) => took(execution, view.now), align: 'right' },
    ],
    executions,
  );
}

function statusText({ status, outcome, waiting_until }: ExecutionStatus, { style }: View): string {
  if (waiting_until) return style.green(`waiting for publication (healthy${until(waiting_until)})`);
  if (status === 'RUNNING') return style.yellow('running');
  if (status !== 'SUCCEEDED') return style.red(status.toLowerCase().replace('_', ' '));
  if (outcome === 'already_loaded') return style.green('already loaded');
  if (outcome === 'not_published_no_wait') return style.yellow('not published yet');
  return style.green('succeeded');
}

const until = (time: string): string =>
  time === 'unknown' ? '' : `, looks again ${time.slice(0, 16).replace('T', ' ')} UTC`;

const took = ({ started_at, stopped_at }: ExecutionStatus, now: Date): string =>
  duration(
    Math.max(0, ((stopped_at ? Date.parse(stopped_at) : now.getTime()) - Date.parse(started_at)) / 1000),
  );
