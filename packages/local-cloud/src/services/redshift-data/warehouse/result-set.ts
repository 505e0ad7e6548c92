import { type DuckDBConnection, type DuckDBType, DuckDBTypeId, type DuckDBValue } from '@duckdb/node-api';
import { unsupported } from '../failure.ts';

/** A field as the Data API gives it. */
export type Field =
  | { readonly isNull: true }
  | { readonly longValue: number }
  | { readonly doubleValue: number }
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
      return { longValue: Number(value) };
    case 'double':
      return { doubleValue: Number(value) };
    case 'boolean':
      return { booleanValue: value === true };
    case 'string':
      return { stringValue: String(value) };
  }
}

/** Runs a query; records are the Data API's. */
export async function resultSetOf(connection: DuckDBConnection, sql: string): Promise<ResultSet> {
  const reader = await connection.runAndReadAll(sql);
  const types = reader.columnTypes().map(typed);
  const columns = reader.columnNames().map((name, index): Column => {
    const [typeName = 'varchar', kind] = types[index] ?? [];
    return {
      name,
      label: name,
      typeName,
      nullable: 1,
      precision: 0,
      scale: 0,
      length: 0,
      isCaseSensitive: kind === 'string',
      isCurrency: false,
      isSigned: kind === 'long' || kind === 'double',
      schemaName: '',
      tableName: '',
    };
  });
  const records = reader
    .getRows()
    .map((row) => row.map((value, index) => field(value, types[index]?.[1] ?? 'string')));
  return { columns, records };
}
