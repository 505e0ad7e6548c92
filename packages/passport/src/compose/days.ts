import { addMonths, type Profile, rowsByDay, type SourceMonth } from '@tlc-elt/contracts';
import type { Day } from '../passport.ts';

/** Days of a month, YYYY-MM-DD. */
function daysOf(month: SourceMonth): string[] {
  const end = new Date(`${addMonths(month, 1)}-01T00:00:00Z`).getTime();
  const length = (end - new Date(`${month}-01T00:00:00Z`).getTime()) / 86_400_000;
  return Array.from({ length }, (_, i) => `${month}-${String(i + 1).padStart(2, '0')}`);
}

const weekdayOf = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay();

/** Which weekday a day is, and the how manieth of its month: the second Tuesday. */
const placeOf = (day: string): string => `${weekdayOf(day)} ${Math.ceil(Number(day.slice(8)) / 7)}`;

/** Trips of each day of the month, beside the same weekday of the month before and of the year before. */
export function daysBeside(
  { source_month, ...profile }: Profile,
  before: Profile | undefined,
  lastYear: Profile | undefined,
): Day[] {
  const trips = rowsByDay(profile);
  const [lastMonth, yearAgo] = [before, lastYear].map(tripsByPlace);
  return daysOf(source_month).map((day) => ({
    day,
    trips: trips[day] ?? 0,
    last_month: lastMonth?.get(placeOf(day)) ?? null,
    last_year: yearAgo?.get(placeOf(day)) ?? null,
  }));
}

function tripsByPlace(profile: Profile | undefined): Map<string, number> | undefined {
  if (profile === undefined) return undefined;
  const trips = rowsByDay(profile);
  return new Map(daysOf(profile.source_month).map((day) => [placeOf(day), trips[day] ?? 0]));
}
