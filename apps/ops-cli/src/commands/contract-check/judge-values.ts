import { acceptedTypes, type DatasetContract, type Era, scan, valueChecks } from '@tlc-elt/contracts';
import type { Footer, PhysicalColumn } from './footer.ts';
import type { Finding } from './judge-schema.ts';
import { Malformed } from './thrift.ts';

/** Decodes rows of a file and gives what is selected of them; throws Malformed. */
export type Select = (parts: readonly string[], rows?: { from: number; to: number }) => Promise<unknown[]>;

/**
 * Values that their column of the table, or the era, cannot hold: a fraction or more than 32 bits in an INTEGER. One
 * scan decodes every column, as IngestRaw's does (glue-scripts, tlc_elt/ingest/narrowing.py). Throws Malformed, naming
 * column and row group, where a value cannot be decoded.
 */
export async function judgeValues(
  contract: DatasetContract,
  era: Era,
  footer: Footer,
  select: Select,
): Promise<Finding[]> {
  const checks = checksOf(contract, era, footer.columns);
  const parts = footer.columns.map(({ name }) => decoded(name));
  for (const [name, { wrong, shown }] of checks) {
    const column = quoted(name);
    const sql = { wrong: filled(wrong, { column }), shown: filled(shown, { column }) };
    parts.push(filled(scan.wrong, sql), filled(scan.example, sql));
  }
  const row = await select(parts).catch(async (error: unknown) => {
    if (error instanceof Malformed) throw await undecodable(footer, select, error);
    throw error;
  });
  const counted = row.slice(footer.columns.length);
  return [...checks].flatMap(([column, { expected }], index) => {
    const wrong = counted[2 * index];
    const found = `${wrong} row(s) with another value, for example ${shownAs(counted[2 * index + 1])}`;
    return Number(wrong) > 0 ? [{ column, expected, found }] : [];
  });
}

/** The error of the first chunk that cannot be decoded by itself. */
async function undecodable(footer: Footer, select: Select, error: Malformed): Promise<Malformed> {
  let from = 0;
  for (const [group, rows] of footer.rowsByGroup.entries()) {
    for (const { name } of footer.columns) {
      const reason = await select([decoded(name)], { from, to: from + rows }).catch(
        (each: unknown) => each as Error,
      );
      if (reason instanceof Malformed)
        return new Malformed(`column ${name}, row group ${group}: cannot be decoded: ${reason.message}`);
    }
    from += rows;
  }
  return new Malformed(`cannot be decoded: ${error.message}`);
}

/** Column → how its values are judged; columns in which every value is right are left out. */
function checksOf(
  contract: DatasetContract,
  era: Era,
  columns: readonly PhysicalColumn[],
): Map<string, (typeof valueChecks)[keyof typeof valueChecks]> {
  const known = new Map(era.columns.map((column) => [column.name, acceptedTypes(contract, column).accepts]));
  return new Map(
    columns.flatMap(({ name, type }) => {
      const check = known.get(name)?.[type] ?? 'any';
      return check === 'any' ? [] : [[name, valueChecks[check]] as const];
    }),
  );
}

/** As IngestRaw shows it: whole numbers without a fraction or an exponent. */
const shownAs = (value: unknown): string =>
  Number.isInteger(value)
    ? String(BigInt(value as number))
    : String(value).replace('NaN', 'nan').replace('Infinity', 'inf');

const decoded = (name: string): string => filled(scan.decoded, { column: quoted(name) });

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const filled = (template: string, values: Readonly<Record<string, string>>): string =>
  template.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
