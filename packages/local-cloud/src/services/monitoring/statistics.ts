import type { Datum } from './metric-store.ts';

/** A period's values, together. */
export interface Bucket {
  /** Epoch milliseconds at which the period begins. */
  readonly start: number;
  readonly sum: number;
  readonly count: number;
  readonly min: number;
  readonly max: number;
}

/** Values by period, oldest first. Periods begin at multiples of themselves, as CloudWatch aligns them. */
export function buckets(
  data: readonly Datum[],
  { start, end, periodSeconds }: { start: number; end: number; periodSeconds: number },
): Bucket[] {
  const length = periodSeconds * 1000;
  const found = new Map<number, Bucket>();
  for (const { timestamp, sum, count, min, max } of data) {
    if (timestamp < start || timestamp >= end) continue;
    const at = Math.floor(timestamp / length) * length;
    const old = found.get(at) ?? { start: at, sum: 0, count: 0, min: Infinity, max: -Infinity };
    found.set(at, {
      start: at,
      sum: old.sum + sum,
      count: old.count + count,
      min: Math.min(old.min, min),
      max: Math.max(old.max, max),
    });
  }
  return [...found.values()].sort((a, b) => a.start - b.start);
}

/** The statistics that are served, by CloudWatch's names; percentiles are refused. */
export const STATISTICS: Readonly<Record<string, (bucket: Bucket) => number>> = {
  Sum: ({ sum }) => sum,
  SampleCount: ({ count }) => count,
  Average: ({ sum, count }) => sum / count,
  Minimum: ({ min }) => min,
  Maximum: ({ max }) => max,
};
