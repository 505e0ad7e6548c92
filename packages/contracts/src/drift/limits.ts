import * as z from 'zod';

/** How far a number of a month may lie from those of the months before. */
export interface DriftLimit {
  /** Differences up to this one are no news, whatever the months before did. */
  readonly least: number;
  /** So many times the greatest distance of an earlier month from their median is no news either. */
  readonly timesUsual: number;
  readonly reason: string;
}

/** Limits by the kind of what is compared: shares from 0 to 1, ratios as the logarithm of base 2. */
export const driftLimits = {
  rows: {
    least: 0.5,
    timesUsual: 2,
    reason: 'A month of the TLC has up to a third more or fewer trips than another of the year before.',
  },
  day: {
    least: 1,
    timesUsual: 2,
    reason:
      'A holiday or a blizzard halves a day; less than half of a weekday, or more than twice it, is lost or doubled.',
  },
  hours: {
    least: 0.06,
    timesUsual: 2.5,
    reason:
      'Shares of the hours differ by 2 to 4 hundredths between months; a clock that is an hour off moves a tenth.',
  },
  zone: {
    least: 2,
    timesUsual: 2,
    reason: 'A zone of note loses or gains a half by works or events, not three quarters.',
  },
  category: {
    least: 0.02,
    timesUsual: 2.5,
    reason: 'Shares of vendors and payments move by less than two hundredths from month to month.',
  },
  new_value: {
    least: 0.0005,
    timesUsual: 0,
    reason: 'Fewer rows than one of two thousand are typing errors.',
  },
  gone_value: {
    least: 0.002,
    timesUsual: 0,
    reason: 'A value that every month had in one row of five hundred does not end by chance.',
  },
  nulls: {
    least: 0.01,
    timesUsual: 2.5,
    reason: 'The group of trips without details grows by less than a hundredth a month.',
  },
  none: { least: 0.01, timesUsual: 2.5, reason: 'As of NULLs.' },
  duplicates: {
    least: 0.0005,
    timesUsual: 3,
    reason: 'Real months have a few exact copies in a million rows.',
  },
  level: {
    least: 0.07,
    timesUsual: 2,
    reason:
      'Quartiles of fares and distances move by up to 4% between months, a new tariff moves them more: that is news.',
  },
  whole: {
    least: 0.15,
    timesUsual: 2.5,
    reason: 'Shares of whole dollars change with tariffs by less than a tenth.',
  },
  zero: {
    least: 0.04,
    timesUsual: 2.5,
    reason: 'Shares of trips without a tip or distance move by less than three hundredths.',
  },
} as const satisfies Record<string, DriftLimit>;
export type DriftKind = keyof typeof driftLimits;

/** A kind of oddity by its name, as a setting gives it. */
export const Oddity = z.enum(Object.keys(driftLimits) as [DriftKind, ...DriftKind[]]);

/** Months that are looked back on: fewer of them tell no usual distance. */
export const HISTORY = { months: 12, least: 3 } as const;
