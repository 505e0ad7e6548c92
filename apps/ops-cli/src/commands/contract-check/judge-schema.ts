import { acceptedTypes, type DatasetContract, type Era } from '@tlc-elt/contracts';
import type { PhysicalColumn } from './footer.ts';

/** A column that is not what the contract expects. */
export interface Finding {
  readonly column: string;
  readonly expected: string;
  readonly found: string;
}

/**
 * The era whose columns the file has: the month's own, else another one that it fits exactly; and where there is
 * none, the nearest, the month's own before another, with what differs from it. The same rule as IngestRaw's (glue-scripts, tlc_elt/ingest/era.py).
 */
export function judgeSchema(
  contract: DatasetContract,
  own: Era,
  columns: readonly PhysicalColumn[],
): { readonly era: Era; readonly findings: readonly Finding[] } {
  const others = contract.eras.filter((era) => era.refused === undefined && era !== own);
  const judged = [own, ...others].map((era) => ({ era, findings: differences(contract, era, columns) }));
  return judged.reduce((nearest, one) =>
    distance(one.findings) < distance(nearest.findings) ? one : nearest,
  );
}

/** Columns that are otherwise: a new name beside a lost one counts once, since it may be the same column. */
function distance(findings: readonly Finding[]): number {
  const unexpected = findings.filter(({ expected }) => expected === 'none').length;
  const missing = findings.filter(({ found }) => found === 'none').length;
  return Math.max(unexpected, missing) + findings.length - unexpected - missing;
}

/** Names must be the same, letter by letter; the order of the columns does not matter. */
function differences(contract: DatasetContract, era: Era, columns: readonly PhysicalColumn[]): Finding[] {
  const left = new Map(era.columns.map((column) => [column.name, acceptedTypes(contract, column)]));
  const unexpected: Finding[] = [];
  const retyped: Finding[] = [];
  for (const { name, type } of columns) {
    const accepted = left.get(name);
    const twice = accepted === undefined && era.columns.some((known) => known.name === name);
    if (accepted === undefined)
      unexpected.push({ column: name, expected: 'none', found: twice ? `${type}, a second time` : type });
    else if (accepted.accepts[type] === undefined)
      retyped.push({ column: name, expected: accepted.expected, found: type });
    left.delete(name);
  }
  const missing = [...left].map(([column, { expected }]) => ({ column, expected, found: 'none' }));
  return [...unexpected, ...missing, ...retyped];
}
