import type { DatasetContract, SourceType } from '../dataset/contract.ts';

/** A source column as publications are compared: `type` is DuckDB's, and holds the values of every era. */
export interface ComparedColumn {
  readonly name: string;
  readonly type: string;
}

/** Every column that any era has, by the name and in the order of the newest; names differ by more than their letters' case. */
export function comparedColumns(contract: DatasetContract): ComparedColumn[] {
  const names = new Map<string, string>();
  const types = new Map<string, Set<SourceType>>();
  for (const { columns } of contract.eras.toReversed()) {
    for (const column of columns) {
      const key = column.name.toLowerCase();
      if (!names.has(key)) names.set(key, column.name);
      types.set(key, new Set([...(types.get(key) ?? []), ...column.types]));
    }
  }
  return [...names].map(([key, name]) => ({ name, type: typeFor([...(types.get(key) ?? [])]) }));
}

/** The type of values that files give as any of these. */
function typeFor(types: readonly SourceType[]): string {
  const isNumber = types.every((type) => type === 'INT32' || type === 'INT64' || type === 'DOUBLE');
  if (isNumber) return types.includes('DOUBLE') ? 'DOUBLE' : 'BIGINT';
  return types.every((type) => type === 'TIMESTAMP_MICROS') ? 'TIMESTAMP' : 'VARCHAR';
}
