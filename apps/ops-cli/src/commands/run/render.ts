import type { View } from '../../command.ts';
import type { StateSummary } from '../../executions/states.ts';
import { duration, table } from '../../terminal/table.ts';
import { renderVerification } from '../verify/render.ts';
import { isUnpublished, type RunResult } from './run.ts';

/** How the run ended, seconds per state, and the counts or the cause. */
export function renderRun(result: RunResult, view: View): string {
  const parts = [headline(result, view), states(result.states, view)];
  if (result.error) parts.push(failure(result, view));
  if (result.verification) {
    const { verification } = result;
    parts.push(renderVerification({ ok: verification.status === 'ok', months: [verification] }, view));
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

function failure({ error, cause, log_tail, execution }: RunResult, { style, hint }: View): string {
  const tail =
    log_tail.length > 0 ? `\n\nlast lines of its log:\n${log_tail.map((l) => `  ${l}`).join('\n')}` : '';
  return `${style.red(error ?? '')}${cause ? `: ${cause}` : ''}${tail}\n\nnext:  ${hint(`logs ${execution}`)}`;
}
