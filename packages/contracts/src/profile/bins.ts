import type { Bins } from './contract.ts';
import type { MeasureProfile } from './profile.ts';
import { decode } from './runs.ts';

/** Values from `from` to `until`, which is not among them, and how many rows have one. */
export interface Bin {
  readonly from: number;
  readonly until: number;
  readonly rows: number;
}

/** Start of each bin, then the end of the last one. */
export function edgesOf({ from, spans }: Bins): number[] {
  const edges = [from];
  let edge = from;
  for (const { width, until } of spans)
    while (edge < until) {
      edge += width;
      edges.push(edge);
    }
  return edges;
}

/** Every bin of a measure that has rows, in order; what is below or above the bins is one each. */
export function binsOf(measure: MeasureProfile): Bin[] {
  const edges = edgesOf(measure);
  const [least = 0, most = 0] = measure.range;
  const [first = 0, last = 0] = [edges[0], edges.at(-1)];
  const within = decode(measure.bins, edges.length - 1).map((rows, place) => ({
    from: edges[place] ?? 0,
    until: edges[place + 1] ?? 0,
    rows,
  }));
  return [
    { from: least, until: first, rows: measure.under },
    ...within,
    { from: last, until: most + 1, rows: measure.over },
  ].filter(({ rows }) => rows > 0);
}

/** Rows that have the number. */
export const measured = (measure: MeasureProfile): number =>
  binsOf(measure).reduce((sum, { rows }) => sum + rows, 0);

/**
 * The bin of the value that a share `p` (0 to 1) of the rows does not exceed: of n values in order, the one at the place
 * p × n, rounded up. Where the bin is one unit wide it is that very value. Undefined where no row has any.
 */
export function quantile(measure: MeasureProfile, p: number): Bin | undefined {
  const bins = binsOf(measure);
  const place = Math.max(1, Math.ceil(p * measured(measure)));
  let seen = 0;
  for (const bin of bins) {
    seen += bin.rows;
    if (seen >= place) return bin;
  }
  return bins.at(-1);
}
