import type { ColumnMetadata, Field } from '@aws-sdk/client-redshift-data';

/** A value of a result as JSON has it. */
export type Value = string | number | boolean | null;

const DECIMAL = /^(numeric|decimal)/i;

/** A field of the Data API. NUMERIC comes as text: a number where JSON holds it exactly, else the text. JSON has no NaN. */
export function jsonValue(field: Field, typeName: string): Value {
  if (field.isNull) return null;
  if (field.longValue !== undefined) return field.longValue;
  if (field.doubleValue !== undefined)
    return Number.isFinite(field.doubleValue) ? field.doubleValue : String(field.doubleValue);
  if (field.booleanValue !== undefined) return field.booleanValue;
  if (field.blobValue !== undefined) return Buffer.from(field.blobValue).toString('hex');
  const text = field.stringValue ?? '';
  return DECIMAL.test(typeName) ? exactNumber(text) : text;
}

function exactNumber(text: string): Value {
  const value = Number(text);
  const digits = text.replace(/^[-+]/, '').replace('.', '').replace(/^0+/, '');
  return Number.isFinite(value) && digits.length <= 15 ? value : text;
}

const DUCKDB_TYPES: Readonly<Record<string, string>> = {
  int2: 'SMALLINT',
  int4: 'INTEGER',
  int8: 'BIGINT',
  float4: 'FLOAT',
  float8: 'DOUBLE',
  bool: 'BOOLEAN',
  date: 'DATE',
  time: 'TIME',
  timestamp: 'TIMESTAMP',
  timestamptz: 'TIMESTAMPTZ',
};

/** The type that a column of the warehouse has in a parquet file; text where parquet has no type for it. */
export function duckdbType({ typeName = '', precision = 0, scale = 0 }: ColumnMetadata): string {
  if (DECIMAL.test(typeName) && precision > 0) return `DECIMAL(${precision}, ${scale})`;
  return DUCKDB_TYPES[typeName] ?? 'VARCHAR';
}

/** Names of the columns; a name that comes again gets a number, so that no value is lost in JSON. */
export function columnNames(metadata: readonly ColumnMetadata[]): string[] {
  const names: string[] = [];
  for (const { label, name } of metadata) {
    const wanted = label || name || '?column?';
    let free = wanted;
    for (let n = 2; names.includes(free); n++) free = `${wanted}_${n}`;
    names.push(free);
  }
  return names;
}
