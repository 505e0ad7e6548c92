import { addMonths, type DatasetContract, type LedgerRow } from '@tlc-elt/contracts';

const shareOf = ({ quarantined_rows, source_rows }: LedgerRow): number =>
  source_rows === 0 ? 0 : quarantined_rows / source_rows;

/** Whether more of a load is quarantined than the limits allow, as LoadRedshift judges it; `loads` newest first. */
export function isOverLimit(
  { quarantineLimits: limits }: DatasetContract,
  load: LedgerRow,
  loads: readonly LedgerRow[],
): boolean {
  const own = shareOf(load);
  if (own > limits.maxShare) return true;
  const first = addMonths(load.source_month, -limits.withinMonths);
  const newest = new Map(
    loads
      .filter(({ source_month }) => first <= source_month && source_month < load.source_month)
      .toReversed()
      .map((earlier) => [earlier.source_month, shareOf(earlier)]),
  );
  const latest = [...newest].sort(([one], [other]) => (one < other ? 1 : -1)).slice(0, limits.medianOf);
  if (latest.length < limits.leastMonths) return false;
  return own > Math.max(limits.timesMedian * medianOf(latest.map(([, share]) => share)), limits.leastShare);
}

/** The middle of some numbers, of an even count the mean of both in the middle. */
export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const half = Math.floor(sorted.length / 2);
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? 0) + upper) / 2;
}
