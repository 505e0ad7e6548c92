/** A count with its thousands set apart. */
export const count = (rows: number): string => rows.toLocaleString('en-US');

/** A share (0 to 1) in per cent, with as many digits as tell it from nothing. */
export function percent(share: number): string {
  if (share === 0) return '0 %';
  if (share < 0.0001) return '< 0.01 %';
  return `${(share * 100).toFixed(share < 0.01 ? 2 : 1)} %`;
}

/** A change of a share, in percentage points. */
export const points = (change: number): string =>
  `${change < 0 ? '−' : '+'}${Math.abs(change * 100).toFixed(2)} points`;

/** A change against an earlier count. */
export const change = (now: number, before: number): string =>
  before === 0
    ? 'none before'
    : `${now < before ? '−' : '+'}${((Math.abs(now - before) / before) * 100).toFixed(1)} %`;

/** A number of a measure. */
export const amount = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 2 });

/** Money that was gained or lost. */
export const dollars = (gained: number): string =>
  `${gained < 0 ? '−' : '+'}$${Math.abs(gained).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;

/** Shares of the months before. */
export const bandOf = (band: readonly [number, number] | null): string =>
  band === null ? 'no month before' : `${percent(band[0])} – ${percent(band[1])}`;

/** 1234567 → 1.2M: for the axis of a picture. */
export function short(value: number): string {
  if (value >= 1_000_000) return `${amount(Number((value / 1_000_000).toPrecision(2)))}M`;
  return value >= 1000 ? `${amount(Number((value / 1000).toPrecision(3)))}k` : amount(value);
}

export const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
