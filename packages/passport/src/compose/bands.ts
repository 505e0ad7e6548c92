import type { Band } from '../passport.ts';

export const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

/** The least and the most of some shares; null where there are none. */
export const bandOf = (shares: readonly number[]): Band | null =>
  shares.length === 0 ? null : [Math.min(...shares), Math.max(...shares)];
