/** A schedule expression that AWS would refuse, or that its guides say nothing of. */
export class BadExpression extends Error {}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
export const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** One field of a cron expression: its name, its smallest and largest value, and names of values from the smallest on. */
export interface Field {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly names?: readonly string[];
}

export const MINUTES: Field = { name: 'minutes', from: 0, to: 59 };
export const HOURS: Field = { name: 'hours', from: 0, to: 23 };
export const DAY_OF_MONTH: Field = { name: 'day-of-month', from: 1, to: 31 };
export const MONTH: Field = { name: 'month', from: 1, to: 12, names: MONTHS };
export const DAY_OF_WEEK: Field = { name: 'day-of-week', from: 1, to: 7, names: DAYS };
export const YEAR: Field = { name: 'year', from: 1970, to: 2199 };

/** A single value by number or name; throws BadExpression outside of the field's range. */
export function oneValue({ name, from, to, names = [] }: Field, text: string): number {
  const named = names.indexOf(text.toUpperCase());
  const value = named >= 0 ? from + named : Number(text);
  if (/^\d+$/.test(text) || named >= 0) if (value >= from && value <= to) return value;
  throw new BadExpression(`${name} must be between ${from} and ${to}, not ${text}`);
}

function rangeOf(field: Field, text: string, stepped: boolean): [number, number] {
  if (text === '*') return [field.from, field.to];
  const [first = '', last, ...more] = text.split('-');
  const start = oneValue(field, first);
  const end = last === undefined ? (stepped ? field.to : start) : oneValue(field, last);
  if (more.length > 0 || end < start)
    throw new BadExpression(`${field.name}: ${text} is no range from a smaller to a larger value`);
  return [start, end];
}

/** The values of a field with `,` `-` `*` and `/`, in their order. */
export function valuesOf(field: Field, text: string): number[] {
  const values = text.split(',').flatMap((part) => {
    const [range = '', step, ...more] = part.split('/');
    const by = step === undefined ? 1 : Number(step);
    if (more.length > 0 || (step !== undefined && !/^[1-9]\d*$/.test(step)))
      throw new BadExpression(`${field.name}: ${part} has no valid increment`);
    const [start, end] = rangeOf(field, range, step !== undefined);
    return Array.from({ length: Math.floor((end - start) / by) + 1 }, (_, index) => start + index * by);
  });
  return [...new Set(values)].sort((a, b) => a - b);
}
