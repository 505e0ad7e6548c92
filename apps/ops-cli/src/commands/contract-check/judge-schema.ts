import type { DatasetContract, Era, SourceColumn } from '@tlc-elt/contracts';
import type { PhysicalColumn } from './physical-schema.ts';

/** A column that is not what the contract expects. */
export interface Finding {
  readonly column: string;
  readonly expected: string;
  readonly found: string;
}

/**
 * The era whose columns the file has: the month's own, else another one that it fits exactly; and where there is
 * none, what differs from the month's own. The same rule as IngestRaw's (glue-scripts, tlc_elt/ingest/era.py).
 */
export function judgeSchema(
  contract: DatasetContract,
  own: Era,
  columns: readonly PhysicalColumn[],
): { readonly era: Era; readonly findings: readonly Finding[] } {
  const findings = differences(own, columns);
  if (findings.length === 0) return { era: own, findings };
  const other = contract.eras.find(
    (era) => era.refused === undefined && differences(era, columns).length === 0,
  );
  return other ? { era: other, findings: [] } : { era: own, findings };
}

/** Names must be the same, letter by letter; the order of the columns does not matter. */
function differences(era: Era, columns: readonly PhysicalColumn[]): Finding[] {
  const left = new Map(era.columns.map((column) => [column.name, column]));
  const unexpected: Finding[] = [];
  const retyped: Finding[] = [];
  for (const { name, type } of columns) {
    const column = left.get(name);
    const twice = column === undefined && era.columns.some((known) => known.name === name);
    if (column === undefined)
      unexpected.push({ column: name, expected: 'none', found: twice ? `${type}, a second time` : type });
    else if (!(column.types as readonly string[]).includes(type) && type !== column.allNullType)
      retyped.push({ column: name, expected: typesOf(column), found: type });
    left.delete(name);
  }
  const missing = [...left.values()].map((column) => ({
    column: column.name,
    expected: typesOf(column),
    found: 'none',
  }));
  return [...unexpected, ...missing, ...retyped];
}

/** `INT64 or DOUBLE`, `DOUBLE (INT32 where all are NULL)`. */
export function typesOf({ types, allNullType }: SourceColumn): string {
  const words = types.join(' or ');
  return allNullType === undefined ? words : `${words} (${allNullType} where all are NULL)`;
}
