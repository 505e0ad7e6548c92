import { BadExpression, DAY_OF_MONTH, DAY_OF_WEEK, oneValue, valuesOf } from './fields.ts';

/** Days of one month; months count from 1. */
export type DaysOf = (year: number, month: number) => number[];

const lastDay = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();
/** 1 is Sunday. */
const weekday = (year: number, month: number, day: number): number =>
  new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;
const SATURDAY = 7;
const SUNDAY = 1;

const all: DaysOf = (year, month) => Array.from({ length: lastDay(year, month) }, (_, index) => index + 1);

/** `15W`: the weekday nearest to a day, within its month; a month without that day has none. */
const nearestWeekday =
  (day: number): DaysOf =>
  (year, month) => {
    const last = lastDay(year, month);
    if (day > last) return [];
    const found = weekday(year, month, day);
    if (found === SATURDAY) return [day === 1 ? day + 2 : day - 1];
    if (found === SUNDAY) return [day === last ? day - 2 : day + 1];
    return [day];
  };

/** Day-of-month: `,` `-` `*` `/`, `L` (the last day) and `15W`. */
export function daysOfMonth(text: string): DaysOf {
  if (text === 'L') return (year, month) => [lastDay(year, month)];
  const nearest = /^(\d+)W$/.exec(text)?.[1];
  if (nearest !== undefined) return nearestWeekday(oneValue(DAY_OF_MONTH, nearest));
  if (/[LW#?]/.test(text)) throw new BadExpression(`day-of-month: ${text} is not documented at AWS`);
  const values = valuesOf(DAY_OF_MONTH, text);
  return (year, month) => values.filter((day) => day <= lastDay(year, month));
}

const on = (year: number, month: number, wanted: number): number[] =>
  all(year, month).filter((day) => weekday(year, month, day) === wanted);

/** Day-of-week: `,` `-` `*` `/`, `6L` (the month's last Friday), `L` (the week's last day) and `3#2` (its second Tuesday). */
export function daysOfWeek(text: string): DaysOf {
  if (text === 'L') return (year, month) => on(year, month, SATURDAY);
  const last = /^(\w+)L$/i.exec(text)?.[1];
  if (last !== undefined) {
    const wanted = oneValue(DAY_OF_WEEK, last);
    return (year, month) => on(year, month, wanted).slice(-1);
  }
  const [, day, ordinal] = /^(\w+)#([1-5])$/.exec(text) ?? [];
  if (day !== undefined) {
    const wanted = oneValue(DAY_OF_WEEK, day);
    return (year, month) => on(year, month, wanted).slice(Number(ordinal) - 1, Number(ordinal));
  }
  const values = new Set(valuesOf(DAY_OF_WEEK, text));
  return (year, month) => all(year, month).filter((each) => values.has(weekday(year, month, each)));
}

/** The days that both fields mean: one of them must be `?`. */
export function daysOf(dayOfMonth: string, dayOfWeek: string): DaysOf {
  if ((dayOfMonth === '?') === (dayOfWeek === '?'))
    throw new BadExpression('one of day-of-month and day-of-week must be ?, and the other not');
  return dayOfWeek === '?' ? daysOfMonth(dayOfMonth) : daysOfWeek(dayOfWeek);
}
