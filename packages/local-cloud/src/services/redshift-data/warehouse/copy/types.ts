/** A column of a table or of a parquet file, by DuckDB's name of its type. */
export interface TypedColumn {
  readonly name: string;
  readonly type: string;
}

/**
 * Parquet types (as DuckDB reads them) that COPY takes for a column type; columnar COPY converts nothing
 * ("COPY from columnar data formats"). Timestamps adjusted to UTC and INT96 load as UTC wall clock.
 */
export const TAKEN: Readonly<Record<string, readonly string[]>> = {
  SMALLINT: ['SMALLINT', 'TINYINT'],
  INTEGER: ['INTEGER', 'SMALLINT', 'TINYINT'],
  BIGINT: ['BIGINT'],
  FLOAT: ['FLOAT'],
  DOUBLE: ['DOUBLE'],
  BOOLEAN: ['BOOLEAN'],
  DATE: ['DATE'],
  TIMESTAMP: ['TIMESTAMP', 'TIMESTAMP WITH TIME ZONE'],
  'TIMESTAMP WITH TIME ZONE': ['TIMESTAMP WITH TIME ZONE'],
  TIME: [],
  VARCHAR: ['VARCHAR'],
};

/** Column types as Spectrum's errors write them. */
const SPECTRUM: Readonly<Record<string, string>> = {
  INTEGER: 'INT',
  FLOAT: 'REAL',
  'TIMESTAMP WITH TIME ZONE': 'TIMESTAMPTZ',
};

/** Parquet's own names of what DuckDB read. */
const PARQUET: Readonly<Record<string, string>> = {
  TINYINT: 'int32 (INT_8)',
  SMALLINT: 'int32 (INT_16)',
  INTEGER: 'int32',
  BIGINT: 'int64',
  UTINYINT: 'int32 (UINT_8)',
  USMALLINT: 'int32 (UINT_16)',
  UINTEGER: 'int32 (UINT_32)',
  UBIGINT: 'int64 (UINT_64)',
  FLOAT: 'float',
  DOUBLE: 'double',
  BOOLEAN: 'boolean',
  VARCHAR: 'binary (UTF8)',
  BLOB: 'binary',
  DATE: 'int32 (DATE)',
  TIME: 'int64 (TIME_MICROS)',
  TIMESTAMP: 'int64 (TIMESTAMP_MICROS)',
  TIMESTAMP_NS: 'int64 (TIMESTAMP(NANOS))',
};

export const takes = (column: string, file: string): boolean =>
  (TAKEN[column] ?? (column.startsWith('DECIMAL') ? [column] : [])).includes(file);

/** Why a file's column does not fit a table's. */
export function mismatch(column: TypedColumn, found: TypedColumn, url: string): string {
  const type = SPECTRUM[column.type] ?? column.type;
  const nanoseconds =
    found.type === 'TIMESTAMP_NS' ? ' (Redshift reads nanoseconds as wrong dates; write microseconds)' : '';
  return `Spectrum Scan Error. File '${url}' has an incompatible Parquet schema for column '${column.name}'. Column type: ${type}, Parquet schema: optional ${PARQUET[found.type] ?? found.type} ${found.name}${nanoseconds}`;
}
