import * as z from 'zod';

const Whole = z.string().regex(/^-?\d+$/);

/** What the values of a column come to, whatever the order of the rows. Whole numbers as text: they exceed 2^53. */
export const ColumnDigest = z.object({
  nulls: Whole,
  /** Of integers their sum, of days and of microseconds since 1970 too; of a DOUBLE that of its part before the point; of text its bytes. */
  sum: Whole,
  /** DOUBLE only: the sum of the parts behind the point, in units of 2^-62. */
  fraction: Whole.optional(),
  /** Sum of 62-bit hashes of the values. */
  hash: Whole,
});
export type ColumnDigest = z.infer<typeof ColumnDigest>;

/** What the rows of a month in a table come to: equal digests, equal rows. `render/digest.ts` says how they are computed. */
export const Digests = z.object({
  rows: Whole,
  /** Sum of hashes of whole rows: values that changed places between rows change it. */
  row_hash: Whole,
  columns: z.record(z.string(), ColumnDigest),
});
export type Digests = z.infer<typeof Digests>;

/** Digests of the row that `digestSelect` gives, by the names of its columns. */
export function digestsOf(row: Readonly<Record<string, unknown>>): Digests {
  const columns: Record<string, Record<string, string>> = {};
  for (const [name, value] of Object.entries(row)) {
    const [, column = '', part = ''] = /^(.+)__(nulls|sum|fraction|hash)$/.exec(name) ?? [];
    if (part !== '') columns[column] = { ...columns[column], [part]: String(value) };
  }
  return Digests.parse({ rows: String(row.digest_rows), row_hash: String(row.digest_row_hash), columns });
}

const PARTS = ['nulls', 'sum', 'fraction', 'hash'] as const;

/**
 * What differs between two digests, in the order of the columns: `rows`, a column, or `row_hash` where only whole rows do.
 * A column that one of them does not know, because its contract was older, is NULL everywhere in the other or differs; whole
 * rows cannot be compared then.
 */
export function differingDigests(one: Digests, other: Digests): string[] {
  const differing = one.rows === other.rows ? [] : ['rows'];
  let isComparable = true;
  for (const name of new Set([...Object.keys(one.columns), ...Object.keys(other.columns)])) {
    const [left, right] = [one.columns[name], other.columns[name]];
    if (left && right) {
      if (PARTS.some((part) => left[part] !== right[part])) differing.push(name);
    } else {
      isComparable = false;
      if ((left ?? right)?.nulls !== one.rows) differing.push(name);
    }
  }
  if (isComparable && differing.length === 0 && one.row_hash !== other.row_hash) differing.push('row_hash');
  return differing;
}
