import { nextOf, type PipelineErrorName, pipelineErrors } from '@tlc-elt/contracts';
import type { View } from '../../command.ts';
import type { StateSummary } from '../../executions/states.ts';
import { asTyped } from '../../terminal/hint.ts';
import { logLine } from '../../terminal/screen.ts';
import { duration, table } from '../../terminal/table.ts';
import { render as renderVerification } from '../verify/render.ts';
import { what } from './brief-progress.ts';
import { isRun, type MonthsResult } from './months.ts';
import { isUnpublished, type RunResult } from './pipeline.ts';

/** How the run ended, seconds per state, and the counts or the cause. */
export function renderRun(result: RunResult, view: View): string {
  const parts = [headline(result, view), states(result.states, view)];
  if (result.error) parts.push(failure(result, view));
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
  if (status !== 'SUCCEEDED')
    return `${style.red(status)}: ${execution}${result.state ? ` in ${result.state}` : ''}`;
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

function failure(result: RunResult, { style, hint }: View): string {
  const { error, cause, log_tail, execution } = result;
  const tail =
    log_tail.length > 0
      ? `\n\nlast lines of its log:\n${log_tail.map((l) => `  ${logLine(l)}`).join('\n')}`
      : '';
  const advice = adviceOf(result);
  const next = advice === undefined ? '' : `next:  ${asTyped(advice, hint)}\n`;
  const why = cause?.startsWith(`${error}: `) ? cause.slice(`${error}: `.length) : cause;
  return `${style.red(error ?? '')}${why ? `: ${why}` : ''}${tail}\n\n${next}next:  ${hint(`logs ${execution}`)}`;
}

/** What the contract says to do about the error that the cause begins with; the jobs' own causes say it themselves. */
function adviceOf({ error, cause, month }: RunResult): string | undefined {
  if (cause?.includes(' Next: ')) return undefined;
  const names = [error, /^\w+/.exec(cause ?? '')?.[0]];
  const known = names.find((name): name is PipelineErrorName => name != null && name in pipelineErrors);
  return known && nextOf(known, month);
}

type Month = MonthsResult['months'][number];

/** One line per month, and what to type for those that failed. */
export function renderMonths({ months, not_published }: MonthsResult, view: View): string {
  const { style, hint } = view;
  const text = table<Month>(
    [
      { title: 'month', value: ({ month }) => month },
      { title: 'execution', value: ({ execution }) => execution ?? '' },
      { title: 'result', value: (month) => (isRun(month) ? what(month) : style.red(month.error)) },
    ],
    months,
  );
  const parts = [months.length === 0 ? 'Every published month is loaded.' : text];
  const failed = months.filter((month) => !isRun(month) || !['SUCCEEDED', 'RUNNING'].includes(month.status));
  for (const { month, execution } of failed)
    parts.push(`next:  ${hint(execution ? `logs ${execution}` : `run ${month}`)}`);
  if (not_published.length > 0)
    parts.push(`${style.yellow('not published yet')}: ${not_published.join(', ')}`);
  return parts.join('\n\n');
}
