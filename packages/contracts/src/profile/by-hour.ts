import type { ProfileCounts } from './profile.ts';
import { decode } from './runs.ts';

const HOURS = 24;
const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

/** Rows of each day that has any, by its date. */
export const rowsByDay = ({ days }: ProfileCounts): Record<string, number> => totals(days.hours);

/** Rows of each zone of the pickup that has any, by its id. */
export const rowsByZone = ({ zones }: ProfileCounts): Record<string, number> => totals(zones.hours);

const totals = (hours: ProfileCounts['days']['hours']): Record<string, number> =>
  Object.fromEntries(Object.entries(hours).map(([name, runs]) => [name, total(decode(runs, HOURS))]));

/** Rows of each hour of each weekday: seven of 24, from Sunday on. */
export function rowsByWeekdayAndHour({ days }: ProfileCounts): number[][] {
  const weekdays = Array.from({ length: 7 }, () => new Array<number>(HOURS).fill(0));
  for (const [day, runs] of Object.entries(days.hours)) {
    const weekday = weekdays[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? [];
    for (const [hour, rows] of decode(runs, HOURS).entries()) weekday[hour] = (weekday[hour] ?? 0) + rows;
  }
  return weekdays;
}
