import type {
  DescribeTableRequest,
  ListDatabasesRequest,
  ListSchemasRequest,
  ListTablesRequest,
} from '@aws-sdk/client-redshift-data';
import type { Call, Shape } from '../../../aws/call.ts';
import { NotSupported } from '../../../aws/errors.ts';
import type { Input, Operation } from '../../../kernel/service.ts';
import { page } from '../../page.ts';
import { invalid } from '../failure.ts';
import type { DatabaseUser } from '../warehouse/permissions.ts';
import { type Field, recordsOf } from '../warehouse/result-set.ts';
import type { DataApi } from './data-api.ts';
import type { Place, Target } from './targets.ts';

/** What these operations have in common. */
type Asked = Place & Pick<Input<DescribeTableRequest>, 'ConnectedDatabase' | 'NextToken' | 'MaxResults'>;
type Row = readonly unknown[];

const value = (field: Field): unknown => ('isNull' in field ? undefined : Object.values(field)[0]);

/** LIKE's wildcards in SchemaPattern and TablePattern. */
const matches = (pattern: string | undefined, name: string): boolean =>
  pattern === undefined ||
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\*?]/g, '\\$&')
      .replaceAll('%', '.*')
      .replaceAll('_', '.')}$`,
  ).test(name);

/** Where a caller asks, and as whom; throws where it may not. */
function asked({ targets }: DataApi, input: Asked, call: Call): Target & { readonly user: DatabaseUser } {
  if (input.ConnectedDatabase !== undefined && input.ConnectedDatabase !== input.Database)
    throw new NotSupported('ConnectedDatabase (queries across databases)');
  const target = targets.find(input);
  return { ...target, user: targets.user(call, target, input.SecretArn) };
}

async function rowsOf(api: DataApi, input: Asked, call: Call, sql: string): Promise<Row[]> {
  const { user, ...target } = asked(api, input, call);
  const warehouse = api.targets.warehouse(target);
  const session = await warehouse.session(user);
  const rows: Row[] = [];
  try {
    await warehouse.run(session, [sql], {
      id: call.requestId,
      signal: call.signal,
      started: () => undefined,
      ended: (_, { result }) => {
        for (const page of result?.pages ?? [])
          for (const record of recordsOf(page)) rows.push(record.map(value));
      },
    });
  } finally {
    session.close();
  }
  return rows;
}

/** One page of a list, under the member's name. */
function paged(name: string, list: readonly unknown[], { NextToken, MaxResults = 1000 }: Asked): Shape {
  const { items, nextToken } = page(list, NextToken, MaxResults);
  return { [name]: items, NextToken: nextToken };
}

const TABLES = 'SELECT table_name, table_type FROM svv_tables ORDER BY 1';
const COLUMNS =
  'SELECT table_name, column_name, data_type, is_nullable, character_maximum_length, numeric_precision, numeric_scale FROM svv_columns ORDER BY table_name, ordinal_position';

const columnShape = ([tableName, name, type, nullable, length, precision, scale]: Row): Shape => ({
  name,
  label: name,
  typeName: SHORT[String(type)] ?? type,
  nullable: nullable === 'NO' ? 0 : 1,
  length: Number(length ?? precision ?? 0),
  precision: Number(precision ?? length ?? 0),
  scale: Number(scale ?? 0),
  schemaName: 'public',
  tableName,
});

/** Names of types as drivers give them. */
const SHORT: Readonly<Record<string, string>> = {
  smallint: 'int2',
  integer: 'int4',
  bigint: 'int8',
  real: 'float4',
  'double precision': 'float8',
  boolean: 'bool',
  'character varying': 'varchar',
  character: 'char',
  'timestamp without time zone': 'timestamp',
  'timestamp with time zone': 'timestamptz',
  'time without time zone': 'time',
};

const TAKES = ['WorkgroupName', 'Database', 'SecretArn', 'NextToken', 'MaxResults'];

/** What there is in a database, answered from the system views. */
export const metadata: Readonly<Record<string, Operation<DataApi>>> = {
  ListDatabases: {
    takes: TAKES,
    run: (api, input: Input<ListDatabasesRequest>, call) =>
      paged('Databases', [asked(api, input, call).namespace.dbName], input),
  },
  ListSchemas: {
    takes: [...TAKES, 'ConnectedDatabase', 'SchemaPattern'],
    run: (api, input: Input<ListSchemasRequest>, call) => {
      asked(api, input, call);
      const schemas = ['information_schema', 'pg_catalog', 'public'];
      const wanted = schemas.filter((name) => matches(input.SchemaPattern, name));
      return paged('Schemas', wanted, input);
    },
  },
  ListTables: {
    takes: [...TAKES, 'ConnectedDatabase', 'SchemaPattern', 'TablePattern'],
    run: async (api, input: Input<ListTablesRequest>, call) => {
      const rows = await rowsOf(api, input, call, TABLES);
      const tables = rows
        .filter(([name]) => matches(input.TablePattern, String(name)))
        .filter(() => matches(input.SchemaPattern, 'public'))
        .map(([name, type]) => ({ name, schema: 'public', type: type === 'VIEW' ? 'VIEW' : 'TABLE' }));
      return paged('Tables', tables, input);
    },
  },
  DescribeTable: {
    takes: [...TAKES, 'ConnectedDatabase', 'Schema', 'Table'],
    run: async (api, input: Input<DescribeTableRequest>, call) => {
      const { Table = '', Schema = 'public' } = input;
      const rows = await rowsOf(api, input, call, COLUMNS);
      const own = rows.filter(([name]) => name === Table && Schema === 'public');
      if (own.length === 0) throw invalid(`relation "${Schema}.${Table}" does not exist`);
      return { TableName: Table, ...paged('ColumnList', own.map(columnShape), input) };
    },
  },
};
