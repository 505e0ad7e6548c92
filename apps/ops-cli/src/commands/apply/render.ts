import { monthName } from '@tlc-elt/contracts';
import type { View } from '../../command.ts';
import { months as monthsOf, spans } from '../plan/render.ts';
import { renderMonths } from '../run/render.ts';
import type { Result } from './result.ts';

/** A line for each month that was run, why others were refused, and how to go on. */
export function renderApplied(result: Result, view: View): string {
  const { months, refused, left, plan } = result;
  const parts = months.length > 0 ? [renderMonths(result, view)] : [];
  if (months.length + refused.length + left.length === 0) parts.push(`plan ${plan} has nothing to run`);
  if (refused.length > 0) parts.push(renderRefused(result, view));
  else if (left.length > 0) parts.push(renderLeft(result, view));
  return parts.join('\n\n');
}

function renderRefused({ refused, left, months, plan }: Result, { style, hint }: View): string {
  const started = months.length === 0 ? 'nothing was started' : 'no further month was started';
  return [
    `${style.red('refused')}: ${monthsOf(refused.length)} of plan ${plan} ${refused.length === 1 ? 'is' : 'are'} not as planned; ${started}`,
    ...refused.flatMap((month) => month.changes.map((change) => `  ${monthName(month)}  ${change}`)),
    ...(left.length > 0 ? [`  not started either: ${spans(left)}`] : []),
    `next:  plan again: ${hint('plan')}`,
  ].join('\n');
}

const renderLeft = ({ left, file, plan }: Result, { style, hint }: View): string =>
  `${style.yellow('limit reached')}: ${monthsOf(left.length)} of plan ${plan} ${left.length === 1 ? 'is' : 'are'} left: ${spans(left)}\nnext:  ${hint(`apply ${file}`)}`;
