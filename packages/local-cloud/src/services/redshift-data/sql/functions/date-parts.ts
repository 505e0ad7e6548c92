import { unsupported } from '../../failure.ts';
import { unquote } from '../tokens.ts';
import type { Node } from '../tree.ts';

/** "Date parts for date or timestamp functions": every name of a part. */
const NAMES: Readonly<Record<string, string>> = {
  millennium: 'millennium millennia mil mils',
  century: 'century centuries c cent cents',
  decade: 'decade decades dec decs',
  epoch: 'epoch',
  year: 'year years y yr yrs',
  quarter: 'quarter quarters qtr qtrs',
  month: 'month months mon mons',
  week: 'week weeks w',
  dayofweek: 'dayofweek dow dw weekday',
  dayofyear: 'dayofyear doy dy yearday',
  day: 'day days d',
  hour: 'hour hours h hr hrs',
  minute: 'minute minutes m min mins',
  second: 'second seconds s sec secs',
  millisecond: 'millisecond milliseconds ms msec msecs msecond mseconds millisec millisecs millisecon',
  microsecond: 'microsecond microseconds microsec microsecs us usec usecs usecond useconds',
};
const BY_NAME = new Map(
  Object.entries(NAMES).flatMap(([part, names]) => names.split(' ').map((name) => [name, part] as const)),
);

/** The date part that an argument names, as a word or as a literal. */
export function partOf(argument: readonly Node[] | undefined): string {
  const token = argument?.length === 1 ? argument[0] : undefined;
  const name = token?.kind === 'string' ? unquote(token) : (token?.text ?? '');
  const part = BY_NAME.get(name.toLowerCase());
  if (part === undefined) throw unsupported(`the date part ${name || 'that is no literal'}`);
  return part;
}
