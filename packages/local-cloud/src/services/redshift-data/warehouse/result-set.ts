import { promisify } from 'node:util';
import { constants, gunzipSync, gzip } from 'node:zlib';
import {
  type DuckDBConnection,
  DuckDBDecimalType,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
} from '@duckdb/node-api';
import { parseJson } from '../../../wire/json.ts';
import { SqlError, unsupported } from '../failure.ts';

const pack = promisify(gzip);
/** First byte of what is packed; that of JSON is `[`. */
const GZIP = 0x1f;

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
  readonly columns: readonly Column[];
  readonly rows: number;
  /** Each of a number of records, as `recordsOf` reads them. */
  readonly pages: readonly Buffer[];
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

interface Limits {
  readonly recordsPerPage: number;
  /** Bytes of all pages. */
  readonly largest: number;
}

/** "The maximum query result size is 500 MB (after gzip compression)": considerations when calling the Data API. */
const LIMITS: Limits = { recordsPerPage: 1000, largest: 500 * 1024 * 1024 };

/**
 * Runs a query and keeps its result by pages, packed as they come: a result that is too large ends before it fills the
 * memory. `names`: those of the columns that have no name of their own.
 */
export async function resultSetOf(
  connection: DuckDBConnection,
  sql: string,
  names: (count: number) => readonly (string | undefined)[],
  { recordsPerPage, largest }: Limits = LIMITS,
): Promise<ResultSet> {
  const found = await connection.stream(sql);
  const types = found.columnTypes();
  const given = names(types.length);
  const columns = found
    .columnNames()
    .map((name, index) => column(given[index] ?? name.toLowerCase(), types[index] as DuckDBType));
  const kinds = types.map((type) => typed(type)[1]);
  const pages: Buffer[] = [];
  let [rows, bytes] = [0, 0];
  let records: Field[][] = [];
  const turn = async (): Promise<void> => {
    const page = await pack(JSON.stringify(records), { level: constants.Z_BEST_SPEED });
    records = [];
    bytes += page.length;
    if (bytes > largest) throw new SqlError('Query result exceeds the limit of 500 MB');
    pages.push(page);
  };
  for await (const chunk of found.yieldRows()) {
    rows += chunk.length;
    for (const row of chunk) {
      records.push(row.map((value, index) => field(value, kinds[index] ?? 'string')));
      if (records.length === recordsPerPage) await turn();
    }
  }
  if (records.length > 0) await turn();
  return { columns, rows, pages };
}

/** Records of one page; those that an earlier version has stored are not packed. */
export const recordsOf = (page: Buffer): Field[][] =>
  parseJson(page[0] === GZIP ? gunzipSync(page) : page) as Field[][];
