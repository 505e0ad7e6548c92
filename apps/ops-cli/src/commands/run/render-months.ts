import type { View } from '../../command.ts';
import { table } from '../../terminal/table.ts';
import { what } from './brief-progress.ts';
import { isRun, type MonthsResult } from './months.ts';

type Month = MonthsResult['months'][number];

/** One line per month, and what to type for those that failed. */
export function renderMonths({ months, not_published }: MonthsResult, view: View): string {
  const { style, hint } = view;
  const parts: string[] = [];
  if (months.length === 0) parts.push('Every published month is loaded.');
  else
    parts.push(
      table<Month>(
        [
          { title: 'month', value: ({ month }) => month },
          { title: 'execution', value: ({ execution }) => execution ?? '' },
          { title: 'result', value: (month) => (isRun(month) ? what(month) : style.red(month.error)) },
        ],
        months,
      ),
    );
  const failed = months.filter((month) => !isRun(month) || !['SUCCEEDED', 'RUNNING'].includes(month.status));
  for (const { month, execution } of failed)
    parts.push(`next:  ${hint(execution ? `logs ${execution}` : `run ${month}`)}`);
  if (not_published.length > 0)
    parts.push(`${style.yellow('not published yet')}: ${not_published.join(', ')}`);
  return parts.join('\n\n');
}
