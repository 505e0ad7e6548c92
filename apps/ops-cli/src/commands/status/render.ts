import type { View } from '../../command.ts';
import { duration, table } from '../../terminal/table.ts';
import { renderMonths } from './render-months.ts';
import type { ExecutionStatus, StatusResult } from './run.ts';

/** Executions; before them the months that were asked for. */
export function renderStatus(result: StatusResult, view: View): string {
  const [month] = result.months ?? [];
  const months = result.months === undefined ? [] : [renderMonths(result.months, view)];
  if (result.executions.length > 0) return [...months, renderExecutions(result, view)].join('\n\n');
  const next = month && result.months?.length === 1 ? month.month : '2024-09';
  return [...months, `No execution is known.\nnext:  ${view.hint(`run ${next}`)}`].join('\n\n');
}

function renderExecutions({ executions }: StatusResult, view: View): string {
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
