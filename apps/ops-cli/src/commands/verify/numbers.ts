import type { Footer, MonthEvidence } from './evidence.ts';

/** Rows of a month, each number by its own source of truth; null where that cannot be read. */
export interface Numbers {
  readonly source: number | null;
  readonly accepted: number | null;
  readonly quarantined: number | null;
  readonly table: number;
  readonly quarantineTable: number;
}

export const numbersOf = ({ warehouse, stored }: MonthEvidence): Numbers => ({
  source: footerRows(stored?.rawFile && [stored.rawFile]),
  accepted: footerRows(stored?.trips),
  quarantined: footerRows(stored?.quarantine),
  table: sum(warehouse.pickupMonths),
  quarantineTable: sum(warehouse.quarantine),
});

function footerRows(footers: readonly Footer[] | undefined): number | null {
  if (footers === undefined) return null;
  const read = footers.filter((footer) => footer.state === 'ok');
  return read.length === footers.length ? sum(read) : null;
}

const sum = (rows: readonly { readonly rows: number }[]): number =>
  rows.reduce((total, row) => total + row.rows, 0);
