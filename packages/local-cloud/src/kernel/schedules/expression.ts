import { type DaysOf, daysOf } from './days.ts';
import { BadExpression, HOURS, MINUTES, MONTH, valuesOf, YEAR } from './fields.ts';
import { TimeZone } from './time-zone.ts';

/** The first instant (epoch ms) after the given one at which a schedule is due; undefined where there is none. */
export type Next = (after: number) => number | undefined;

interface Cron {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly days: DaysOf;
  readonly months: readonly number[];
  readonly years: readonly number[];
}

function cronOf(text: string): Cron {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 6)
    throw new BadExpression(
      `cron has the six fields minutes hours day-of-month month day-of-week year, not ${fields.length}`,
    );
  const [minutes = '', hours = '', dayOfMonth = '', month = '', dayOfWeek = '', year = ''] = fields;
  return {
    minutes: valuesOf(MINUTES, minutes),
    hours: valuesOf(HOURS, hours),
    days: daysOf(dayOfMonth, dayOfWeek),
    months: valuesOf(MONTH, month),
    years: valuesOf(YEAR, year),
  };
}

/** Wall times of a cron expression from the day of one on, in their order. */
function* wallTimes({ minutes, hours, days, months, years }: Cron, from: number): Generator<number> {
  const start = new Date(from);
  const [firstYear, firstMonth] = [start.getUTCFullYear(), start.getUTCMonth() + 1];
  for (const year of years.filter((one) => one >= firstYear))
    for (const month of months.filter((one) => year > firstYear || one >= firstMonth))
      for (const day of days(year, month)) {
        if (Date.UTC(year, month - 1, day + 1) <= from) continue;
        for (const hour of hours)
          for (const minute of minutes) yield Date.UTC(year, month - 1, day, hour, minute);
      }
}

/**
 * "Schedule types", EventBridge Scheduler user guide: a time that the clocks skip in spring is skipped, one that they
 * show twice in autumn is due once.
 */
const cronNext =
  (cron: Cron, zone: TimeZone): Next =>
  (after) => {
    const here = zone.wallAt(after);
    for (const wall of wallTimes(cron, here)) {
      if (wall <= here) continue;
      const instant = zone.instantOf(wall);
      if (instant !== undefined && instant > after) return instant;
    }
    return undefined;
  };

const UNITS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Each interval from the first time on; a day has 24 hours, whatever the clocks do. */
function rateNext(text: string, first: number): Next {
  const [, value, unit = ''] = /^\s*([1-9]\d*)\s+(minute|hour|day)s?\s*$/.exec(text) ?? [];
  if (value === undefined)
    throw new BadExpression(`rate(${text}) is no positive number of minutes, hours or days`);
  const every = Number(value) * (UNITS[unit] as number);
  return (after) => (after < first ? first : first + (Math.floor((after - first) / every) + 1) * every);
}

function atNext(text: string, zone: TimeZone): Next {
  const wall = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text) ? Date.parse(`${text}Z`) : Number.NaN;
  if (Number.isNaN(wall) || !new Date(wall).toISOString().startsWith(text))
    throw new BadExpression(`at(${text}) is no time like at(2026-11-05T06:00:00)`);
  const instant = zone.instantOf(wall);
  return (after) => (instant !== undefined && instant > after ? instant : undefined);
}

/** `first` is when a rate is due for the first time. Throws BadExpression. */
export function nextOf(expression: string, zoneName: string, first: number): Next {
  const [, kind, inside = ''] = /^(cron|rate|at)\((.*)\)$/.exec(expression) ?? [];
  const zone = new TimeZone(zoneName);
  if (kind === 'cron') return cronNext(cronOf(inside), zone);
  if (kind === 'rate') return rateNext(inside, first);
  if (kind === 'at') return atNext(inside, zone);
  throw new BadExpression(`${expression} is neither cron(…), rate(…) nor at(…)`);
}
