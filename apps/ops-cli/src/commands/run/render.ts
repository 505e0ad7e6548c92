import { monthName } from '@tlc-elt/contracts';
import type { StateSummary } from '@tlc-elt/executions';
import type { View } from '../../command.ts';
import { renderFailure } from '../../executions/failure.ts';
import { logLine } from '../../terminal/screen.ts';
import { duration, table } from '../../terminal/table.ts';
import { render as renderVerification } from '../verify/render.ts';
import { placeOf, what } from './brief-progress.ts';
import { isRun, type MonthsResult } from './months.ts';
import { isUnpublished, type RunResult } from './pipeline.ts';

/** How the run ended, seconds per state, and the counts or the cause. */
export function renderRun(result: RunResult, view: View): string {
  const { error, cause, month, execution } = result;
  const parts = [headline(result, view)];
  if (error !== null) parts[0] += `\n${renderFailure({ error, cause: cause ?? '' }, month, view)}`;
  parts.push(states(result.states, view));
  if (result.log_tail.length > 0) parts.push(logTail(result));
  if (error !== null) parts.push(`next:  ${view.hint(`logs ${execution}`)}`);
  if (result.verification) {
    const { verification } = result;
    const ok = verification.status === 'ok';
    parts.push(renderVerification({ ok, months: [verification], problems: [] }, view));
  }
  return parts.filter((part) => part !== '').join('\n\n');
}

function headline(result: RunResult, { style, hint }: View): string {
  const { execution, month, status, outcome } = result;
  if (isUnpublished(result)) {
    const waits =
      result.status === 'RUNNING' ? `${execution} waits for it and goes on` : `${execution} has ended`;
    return `${style.yellow('not published yet')}: ${month}; ${waits}\nnext:  ${hint(result.status === 'RUNNING' ? 'status' : `run ${month}`)}`;
  }
  if (status !== 'SUCCEEDED') return `${style.red(status)}: ${execution}${placeOf(result)}`;
  if (outcome === 'already_loaded')
    return `${style.green('already loaded')}: ${execution} found ${month} loaded from this very file; ${hint(`run ${month} --force`)} loads it again`;
  return `${style.green('succeeded')}: ${execution}`;
}

const states = (rows: readonly StateSummary[], { style }: View): string =>
  rows.length === 0
    ? ''
    : table<StateSummary>(
        [
          { title: 'state', value: ({ name, visits }) => (visits > 1 ? `${name} (${visits} times)` : name) },
          {
            title: 'status',
            value: ({ status }) => (status === 'SUCCEEDED' ? style.green(status) : style.red(status)),
          },
          { title: 'time', value: ({ seconds }) => duration(seconds), align: 'right' },
        ],
        rows,
      );

const logTail = ({ log_tail }: RunResult): string =>
  ['last lines of its log:', ...log_tail.map((line) => `  ${logLine(line)}`)].join('\n');

function failureOfMonth(result: Month, view: View): string {
  const { month, execution, error } = result;
  const next = `next:  ${view.hint(execution ? `logs ${execution}` : `run ${month}`)}`;
  if (!isRun(result) || error === null) return next;
  return `${month}  ${renderFailure({ error, cause: result.cause ?? '' }, month, view)}\n${next}`;
}

type Month = MonthsResult['months'][number];

/** One line per month, and what to type for those that failed. */
export function renderMonths({ months, not_published }: MonthsResult, view: View): string {
  const { style } = view;
  const text = table<Month>(
    [
      { title: 'month', value: monthName },
      { title: 'execution', value: ({ execution }) => execution ?? '' },
      { title: 'result', value: (month) => (isRun(month) ? what(month) : style.red(month.error)) },
    ],
    months,
  );
  const parts = [months.length === 0 ? 'Every published month is loaded.' : text];
  const failed = months.filter((month) => !isRun(month) || !['SUCCEEDED', 'RUNNING'].includes(month.status));
  for (const month of failed) parts.push(failureOfMonth(month, view));
  if (not_published.length > 0)
    parts.push(`${style.yellow('not published yet')}: ${not_published.join(', ')}`);
  return parts.join('\n\n');
}
