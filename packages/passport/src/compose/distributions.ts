import {
  binsOf,
  haveSameBins,
  type Measure,
  type MeasureProfile,
  measured,
  type ProfileCounts,
  quantile,
} from '@tlc-elt/contracts';
import { type Distribution, percentiles } from '../passport.ts';
import { bandOf, share } from './bands.ts';

/** What a person counts in, and how many of the profile's units that is. */
const units: Readonly<Record<Measure['unit'], readonly [name: string, size: number]>> = {
  cent: ['dollars', 100],
  'hundredth of a mile': ['miles', 100],
  second: ['minutes', 60],
  'tenth of a mile per hour': ['miles per hour', 10],
};
const SPANS = 60;
const WIDTHS = [1, 2, 5, 10, 20, 25, 50, 60, 100, 120, 200, 300, 500, 600, 1000, 1200, 2000, 5000, 10_000];

/** How a measure is distributed, over what it was before; undefined where no row has it. */
export function distributionOf(
  { name, title, unit }: Measure,
  { measures }: ProfileCounts,
  history: readonly ProfileCounts[],
): Distribution | undefined {
  const measure = measures[name];
  if (measure === undefined || measured(measure) === 0) return undefined;
  const [unitName, size] = units[unit];
  const spans = spansOf(measure);
  const shares = sharesOf(measure, spans);
  const before = history.flatMap((counts) => {
    const other = counts.measures[name];
    return other !== undefined && haveSameBins(measure, other) ? [sharesOf(other, spans)] : [];
  });
  const at = (p: number): number => (quantile(measure, p)?.from ?? 0) / size;
  const [least = 0, most = 0] = measure.range;
  return {
    name: title,
    unit: unitName,
    least: least / size,
    most: most / size,
    quantiles: Object.fromEntries(
      percentiles.map((name) => [name, at(Number(name.slice(1)) / 100)]),
    ) as Distribution['quantiles'],
    from: spans.from / size,
    width: spans.width / size,
    shares: shares.within,
    below: shares.below,
    above: shares.above,
    bands: shares.within.flatMap((_, i) => {
      const band = bandOf(before.map(({ within }) => within[i] ?? 0));
      return band === null ? [] : [band];
    }),
  };
}

interface Spans {
  readonly from: number;
  readonly width: number;
  readonly count: number;
}

/** Spans up to the 99th percentile, none narrower than the bins there: each bin lies in one span whole. */
function spansOf(measure: MeasureProfile): Spans {
  const { from } = measure;
  const last = quantile(measure, 0.99);
  const end = Math.max(last?.until ?? from + 1, from + 1);
  const widest = Math.max(1, ...binsWithin(measure, end).map((bin) => bin.until - bin.from));
  const width =
    WIDTHS.find((each) => each % widest === 0 && (end - from) / each <= SPANS) ??
    Math.ceil((end - from) / SPANS);
  return { from, width, count: Math.ceil((end - from) / width) };
}

const binsWithin = (measure: MeasureProfile, end: number) =>
  binsOf(measure).filter((bin) => bin.from >= measure.from && bin.until <= end);

function sharesOf(measure: MeasureProfile, { from, width, count }: Spans) {
  const rows = measured(measure);
  const within = new Array<number>(count).fill(0);
  let [below, above] = [0, 0];
  for (const bin of binsOf(measure)) {
    const place = Math.floor((bin.from - from) / width);
    if (bin.from < from) below += bin.rows;
    else if (place >= count) above += bin.rows;
    else within[place] = (within[place] ?? 0) + bin.rows;
  }
  return {
    within: within.map((each) => share(each, rows)),
    below: share(below, rows),
    above: share(above, rows),
  };
}
