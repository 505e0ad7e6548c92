import type { FileMetaData, SchemaElement } from 'hyparquet';

/** A column of a file; `type` is the contract's word where it has one, else parquet's. */
export interface PhysicalColumn {
  readonly name: string;
  readonly type: string;
}

/** Columns of a file in its order, by its footer: as IngestRaw reads them. A nested column counts as one. */
export function physicalSchema({ schema }: FileMetaData): PhysicalColumn[] {
  const columns: PhysicalColumn[] = [];
  let inside = 0;
  for (const element of schema.slice(1)) {
    if (inside === 0) columns.push({ name: element.name, type: typeName(element) });
    else inside -= 1;
    inside += element.num_children ?? 0;
  }
  return columns;
}

function typeName({ type, num_children, converted_type, logical_type }: SchemaElement): string {
  if (num_children || type === undefined) return converted_type ?? 'GROUP';
  if (logical_type?.type === 'TIMESTAMP')
    return `TIMESTAMP_${logical_type.unit}${logical_type.isAdjustedToUTC ? '_UTC' : ''}`;
  // Without the logical type it means an instant: "Deprecated timestamp ConvertedType", parquet-format.
  if (converted_type?.startsWith('TIMESTAMP_')) return `${converted_type}_UTC`;
  if (converted_type === 'UTF8' || logical_type?.type === 'STRING') return 'STRING';
  // A plain integer of its own width, whichever way it is annotated.
  if (converted_type === `INT_${type.slice(3)}`) return type;
  return converted_type ?? type;
}
