import type { DatasetContract } from '../dataset/contract.ts';
import type { Profile } from '../profile/profile.ts';
import { type DriftKind, driftLimits, HISTORY } from './limits.ts';
import { sentenceOf } from './sentence.ts';
import { daysOf, median, rowsByHour, type Statistic, statisticsOf } from './statistics.ts';

/** What is unlike the months before. */
export interface Finding {
  readonly kind: DriftKind;
  readonly subject: string;
  /** How many times the distance that is no news. */
  readonly strength: number;
  readonly sentence: string;
  readonly value: number;
  /** The median of the months before. */
  readonly usual: number;
}

/** Fewer rows differ by chance: by several hundredths of a share, and from day to day by half. */
const LEAST_ROWS = 5_000;
/** Whether a month has enough rows for what differs in it to be more than chance. */
export const canBeJudged = ({ rows }: Pick<Profile, 'rows'>): boolean => rows >= LEAST_ROWS;
/** Zones with a smaller share of the trips, in the month and before it, are too small to be judged. */
const ZONE_OF_NOTE = 0.004;
/** Added to shares whose ratio is taken: a zone without a trip is far from any, not infinitely far. */
const LEAST_SHARE = 1e-4;

/**
 * What is odd in a month, the strongest first; `history` are profiles of months before it. With fewer than a few of them
 * nothing can be said but of days, which are compared with one another.
 */
export function drift(contract: DatasetContract, profile: Profile, history: readonly Profile[]): Finding[] {
  if (!canBeJudged(profile)) return [];
  const before = comparable(contract, profile, history);
  const days = daysOf(profile).flatMap((day) => found(contract, day, [0]));
  if (before.length < HISTORY.least) return sorted(days);
  return sorted([
    ...days,
    ...hours(contract, profile, before),
    ...statistics(contract, profile, before),
    ...values(contract, profile, before),
  ]);
}

/** The months of `history` that a month can be compared with, the newest first. */
export const comparable = (
  { dataset }: DatasetContract,
  { source_month }: Profile,
  history: readonly Profile[],
): Profile[] =>
  history
    .filter((each) => canBeJudged(each) && each.dataset === dataset)
    .filter((each) => each.source_month < source_month)
    .toSorted((one, other) => (one.source_month < other.source_month ? 1 : -1))
    .slice(0, HISTORY.months);

const sorted = (findings: readonly Finding[]): Finding[] =>
  findings.toSorted((one, other) => other.strength - one.strength);

/** The finding of a number among those of other months, if it is one. */
function found(
  contract: DatasetContract,
  { kind, subject, value }: Statistic,
  others: readonly number[],
): Finding[] {
  const usual = median(others);
  const { least, timesUsual } = driftLimits[kind];
  const widest = Math.max(0, ...others.map((other) => Math.abs(other - usual)));
  const strength = Math.abs(value - usual) / Math.max(least, timesUsual * widest);
  if (strength <= 1) return [];
  const finding = { kind, subject, strength, value, usual };
  return [{ ...finding, sentence: sentenceOf(contract, finding) }];
}

const keyOf = ({ kind, subject }: Statistic): string => `${kind} ${subject}`;
const byKey = (profile: Profile): Map<string, Statistic> =>
  new Map(statisticsOf(profile).map((each) => [keyOf(each), each]));

function statistics(contract: DatasetContract, profile: Profile, before: readonly Profile[]): Finding[] {
  const [now, past] = [byKey(profile), before.map(byKey)];
  const known = new Map([...past.flatMap((each) => [...each]), ...now]);
  return [...known].flatMap(([key, { kind, subject }]) => {
    const isShare = kind === 'zone' || kind === 'category';
    const value = now.get(key)?.value ?? (isShare ? 0 : undefined);
    const others = past.flatMap((each) => each.get(key)?.value ?? (isShare ? 0 : []));
    if (value === undefined || others.length === 0) return [];
    if (kind !== 'zone') return found(contract, { kind, subject, value }, others);
    if (Math.max(value, median(others)) < ZONE_OF_NOTE) return [];
    const logarithm = (share: number): number => Math.log2(share + LEAST_SHARE);
    return found(contract, { kind, subject, value: logarithm(value) }, others.map(logarithm));
  });
}

/** Half of what the shares of the hours differ by: the rows that would have to move. */
const apart = (one: readonly number[], other: readonly number[]): number =>
  one.reduce((sum, share, hour) => sum + Math.abs(share - (other[hour] ?? 0)), 0) / 2;

function hours(contract: DatasetContract, profile: Profile, before: readonly Profile[]): Finding[] {
  const shares = [profile, ...before].map((each) => {
    const rows = rowsByHour(each);
    const all = Math.max(
      1,
      rows.reduce((sum, count) => sum + count, 0),
    );
    return rows.map((count) => count / all);
  });
  const [now = [], ...past] = shares;
  const usual = now.map((_, hour) => median(past.map((each) => each[hour] ?? 0)));
  const value = apart(now, usual);
  const others = past.map((each) => apart(each, usual));
  return found(contract, { kind: 'hours', subject: 'hours of the day', value }, others);
}

/** Values that no month had before, and those that each had and the month has not. */
function values(contract: DatasetContract, profile: Profile, before: readonly Profile[]): Finding[] {
  return Object.entries(profile.categories).flatMap(([name, { values: now, other }]) => {
    const past = before.flatMap((each) => each.categories[name] ?? []);
    const isWhole = other === 0 && past.every((each) => each.other === 0);
    if (!isWhole || past.length < HISTORY.least) return [];
    const share = (value: string): number => (now[value] ?? 0) / Math.max(1, profile.rows);
    const appeared = Object.keys(now).filter((value) =>
      past.every((each) => !Object.hasOwn(each.values, value)),
    );
    const always = Object.keys(past[0]?.values ?? {}).filter((value) =>
      past.every((each) => each.values[value]),
    );
    const usualShare = (value: string): number =>
      median(before.map((each) => (each.categories[name]?.values[value] ?? 0) / Math.max(1, each.rows)));
    return [
      ...appeared.flatMap((value) =>
        found(contract, { kind: 'new_value', subject: `${name} ${value}`, value: share(value) }, [0]),
      ),
      ...always
        .filter((value) => !Object.hasOwn(now, value))
        .flatMap((value) =>
          found(contract, { kind: 'gone_value', subject: `${name} ${value}`, value: 0 }, [usualShare(value)]),
        ),
    ];
  });
}
