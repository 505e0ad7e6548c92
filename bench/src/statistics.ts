/** Middle value; of an even count the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return Number.isInteger(middle) ? (upper + (sorted[middle - 1] ?? Number.NaN)) / 2 : upper;
}

/** `minimum – median – maximum`, seconds. */
export const spread = (values: readonly number[]): string =>
  `${Math.min(...values).toFixed(2)} – ${median(values).toFixed(2)} – ${Math.max(...values).toFixed(2)} s`;
