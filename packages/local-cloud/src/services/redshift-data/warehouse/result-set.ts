import {
  type DuckDBConnection,
  DuckDBDecimalType,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
} from '@duckdb/node-api';
import { unsupported } from '../failure.ts';

/** A field as the Data API gives it; JSON has no number for what is not finite, and rounds whole ones beyond 2^53. */
export type Field =
  | { readonly isNull: true }
  | { readonly longValue: number | string }
  | { readonly doubleValue: number | 'NaN' | 'Infinity' | '-Infinity' }
  | { readonly stringValue: string }
  | { readonly booleanValue: boolean };

export interface Column {
  readonly name: string;
  readonly label: string;
  readonly typeName: string;
  readonly nullable: number;
  readonly precision: number;
  readonly scale: number;
  readonly length: number;
  readonly isCaseSensitive: boolean;
  readonly isCurrency: boolean;
  readonly isSigned: boolean;
  readonly schemaName: string;
  readonly tableName: string;
  readonly columnDefault?: string;
}

export interface ResultSet {
  readonly columns: Column[];
  readonly records: Field[][];
}

type Kind = 'long' | 'double' | 'string' | 'boolean';

/** Redshift's name and the Data API's field of a type; SUM of integers is HUGEINT here and NUMERIC there: a string. */
const TYPES: Readonly<Partial<Record<DuckDBTypeId, readonly [string, Kind]>>> = {
  [DuckDBTypeId.BOOLEAN]: ['bool', 'boolean'],
  [DuckDBTypeId.TINYINT]: ['int2', 'long'],
  [DuckDBTypeId.SMALLINT]: ['int2', 'long'],
  [DuckDBTypeId.INTEGER]: ['int4', 'long'],
  [DuckDBTypeId.BIGINT]: ['int8', 'long'],
  [DuckDBTypeId.HUGEINT]: ['numeric', 'string'],
  [DuckDBTypeId.DECIMAL]: ['numeric', 'string'],
  [DuckDBTypeId.FLOAT]: ['float4', 'double'],
  [DuckDBTypeId.DOUBLE]: ['float8', 'double'],
  [DuckDBTypeId.VARCHAR]: ['varchar', 'string'],
  [DuckDBTypeId.DATE]: ['date', 'string'],
  [DuckDBTypeId.TIMESTAMP]: ['timestamp', 'string'],
  [DuckDBTypeId.TIMESTAMP_TZ]: ['timestamptz', 'string'],
  [DuckDBTypeId.TIME]: ['time', 'string'],
  [DuckDBTypeId.SQLNULL]: ['varchar', 'string'],
};

function typed(type: DuckDBType): readonly [string, Kind] {
  const known = TYPES[type.typeId];
  if (!known) throw unsupported(`a result of the type ${type.toString()}`);
  return known;
}

function field(value: DuckDBValue, kind: Kind): Field {
  if (value === null) return { isNull: true };
  switch (kind) {
    case 'long':
      return { longValue: Number.isSafeInteger(Number(value)) ? Number(value) : String(value) };
    case 'double':
      return { doubleValue: Number.isFinite(value) ? Number(value) : (String(value) as 'NaN') };
    case 'boolean':
      return { booleanValue: value === true };
    case 'string':
      return { stringValue: String(value) };
  }
}

/** Digits and scale as a driver tells them; lengths of VARCHAR are not known of an expression. */
function sizes(typeName: string, type: DuckDBType): { precision: number; scale: number; length: number } {
  if (type instanceof DuckDBDecimalType) return { precision: type.width, scale: type.scale, length: 0 };
  const precisions: Readonly<Record<string, number>> = {
    int2: 5,
    int4: 10,
    int8: 19,
    float4: 8,
    float8: 17,
    bool: 1,
    date: 13,
    timestamp: 29,
    timestamptz: 35,
    time: 15,
    numeric: 38,
    varchar: 256,
  };
  return {
    precision: precisions[typeName] ?? 0,
    scale: typeName.startsWith('float') ? 17 : typeName === 'timestamp' || typeName === 'timestamptz' ? 6 : 0,
    length: 0,
  };
}

function column(name: string, type: DuckDBType): Column {
  const [typeName, kind] = typed(type);
  return {
    name,
    label: name,
    typeName,
    nullable: 1,
    ...sizes(typeName, type),
    isCaseSensitive: typeName === 'varchar',
    isCurrency: false,
    isSigned: kind === 'long' || kind === 'double' || typeName === 'numeric',
    schemaName: '',
    tableName: '',
  };
}

/** Runs a query; records are the Data API's. `names`: those of the columns that have no name of their own. */
export async function resultSetOf(
  connection: DuckDBConnection,
  sql: string,
  names: (count: number) => readonly (string | undefined)[],
): Promise<ResultSet> {
  const reader = await connection.runAndReadAll(sql);
  const types = reader.columnTypes();
  const given = names(types.length);
  const columns = reader
    .columnNames()
    .map((name, index) => column(given[index] ?? name.toLowerCase(), types[index] as DuckDBType));
  const kinds = types.map((type) => typed(type)[1]);
  const records = reader
    .getRows()
    .map((row) => row.map((value, index) => field(value, kinds[index] ?? 'string')));
  return { columns, records };
}
