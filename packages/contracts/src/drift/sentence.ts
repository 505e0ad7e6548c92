import type { DatasetContract } from '../dataset/contract.ts';
import type { DriftKind } from './limits.ts';
import type { Statistic } from './statistics.ts';

/** A number of the month, and what is usual in the months before. */
interface Numbers {
  readonly value: number;
  readonly usual: number;
}

const percent = (share: number): string => `${(100 * share).toFixed(share < 0.1 ? 2 : 0)}%`;
/** `1.10 times`, of logarithms of base 2. */
const times = ({ value, usual }: Numbers): string => `${(2 ** (value - usual)).toFixed(2)} times`;
const shares = ({ value, usual }: Numbers): string =>
  `${percent(value)} of the trips, usually ${percent(usual)}`;

const sentences: Readonly<Record<DriftKind, (subject: string, numbers: Numbers) => string>> = {
  rows: (_, numbers) => `The month has ${times(numbers)} the trips of the months before`,
  day: (day, { value, usual }) =>
    2 ** value < 0.01
      ? `${day} has no trips`
      : `${day} has ${times({ value, usual })} the trips of other such weekdays of the month`,
  hours: (_, { value, usual }) =>
    `Trips are at other hours of the day: ${percent(value)} would have to move, usually ${percent(usual)}`,
  zone: (zone, numbers) => `Pickup zone ${zone} has ${times(numbers)} its usual share of the trips`,
  category: (value, numbers) => `${value}: ${shares(numbers)}`,
  new_value: (value, { value: share }) => `${value} was never seen before: ${percent(share)} of the trips`,
  gone_value: (value, { usual }) => `${value} is gone: it had ${percent(usual)} of the trips`,
  nulls: (column, numbers) => `${column} is NULL in ${shares(numbers)}`,
  none: (measure, numbers) => `${measure} cannot be told of ${shares(numbers)}`,
  duplicates: (_, numbers) => `Exact copies are ${shares(numbers)}`,
  level: (measure, numbers) => `${measure} is ${times(numbers)} what it usually is`,
  whole: (measure, numbers) => `${measure} is in whole dollars in ${shares(numbers)}`,
  zero: (measure, numbers) => `${measure} is zero in ${shares(numbers)}`,
};

/** A finding in plain words; a column by what the contract calls it. */
export function sentenceOf(
  contract: DatasetContract,
  { kind, subject, ...numbers }: Statistic & Numbers,
): string {
  const [name = '', ...value] = subject.split(' ');
  const known = [...(contract.profile?.measures ?? []), ...(contract.profile?.categories ?? [])];
  const title = known.find((each) => each.name === name)?.title;
  return `${sentences[kind](title === undefined ? subject : [title, ...value].join(' '), numbers)}.`;
}
