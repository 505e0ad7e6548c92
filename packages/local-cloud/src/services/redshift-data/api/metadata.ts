import type {
  DescribeTableRequest,
  ListDatabasesRequest,
  ListSchemasRequest,
  ListTablesRequest,
} from '@aws-sdk/client-redshift-data';
import type { Call, Shape } from '../../../aws/call.ts';
import { NotSupported, ServiceError } from '../../../aws/errors.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Input } from '../../../kernel/service.ts';
import { page } from '../../page.ts';
import type { DatabaseUser } from '../warehouse/permissions.ts';
import type { Field } from '../warehouse/result-set.ts';
import type { Place, Target, Targets } from './targets.ts';

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

/** ListDatabases, ListSchemas, ListTables and DescribeTable, answered from the system views. */
export class Metadata {
  readonly #kernel: Kernel;
  readonly #targets: Targets;

  constructor(kernel: Kernel, targets: Targets) {
    this.#kernel = kernel;
    this.#targets = targets;
  }

  databases(input: Input<ListDatabasesRequest>, call: Call): Shape {
    const { target } = this.#asked(input, call);
    return paged('Databases', [target.namespace.dbName], input);
  }

  schemas(input: Input<ListSchemasRequest>, call: Call): Shape {
    this.#asked(input, call);
    const schemas = ['information_schema', 'pg_catalog', 'public'];
    return paged(
      'Schemas',
      schemas.filter((name) => matches(input.SchemaPattern, name)),
      input,
    );
  }

  async tables(input: Input<ListTablesRequest>, call: Call): Promise<Shape> {
    const rows = await this.#rows(input, call, 'SELECT table_name, table_type FROM svv_tables ORDER BY 1');
    const tables = rows
      .filter(([name]) => matches(input.TablePattern, String(name)))
      .filter(() => matches(input.SchemaPattern, 'public'))
      .map(([name, type]) => ({ name, schema: 'public', type: type === 'VIEW' ? 'VIEW' : 'TABLE' }));
    return paged('Tables', tables, input);
  }

  async describe(input: Input<DescribeTableRequest>, call: Call): Promise<Shape> {
    const { Table = '', Schema = 'public' } = input;
    const rows = await this.#rows(input, call, COLUMNS);
    const own = rows.filter(([name]) => name === Table && Schema === 'public');
    if (own.length === 0)
      throw new ServiceError('ValidationException', `relation "${Schema}.${Table}" does not exist`);
    return { TableName: Table, ...paged('ColumnList', own.map(columnShape), input) };
  }

  /** Where a caller asks, and as whom; throws where it may not. */
  #asked(input: Asked, call: Call): { readonly target: Target; readonly user: DatabaseUser } {
    if (input.ConnectedDatabase !== undefined && input.ConnectedDatabase !== input.Database)
      throw new NotSupported('ConnectedDatabase (queries across databases)');
    const target = this.#targets.find(input);
    this.#kernel.authorize(call.caller, `redshift-data:${call.operation}`, target.workgroup.workgroupArn);
    return { target, user: this.#targets.user(call, target, input.SecretArn) };
  }

  async #rows(input: Asked, call: Call, sql: string): Promise<Row[]> {
    const { target, user } = this.#asked(input, call);
    const warehouse = this.#targets.warehouse(target);
    const session = await warehouse.session(user);
    const rows: Row[] = [];
    try {
      await warehouse.run(session, [sql], {
        id: call.requestId,
        signal: call.signal,
        started: () => undefined,
        ended: (_, { result }) => {
          rows.push(...(result?.records ?? []).map((record) => record.map(value)));
        },
      });
    } finally {
      session.close();
    }
    return rows;
  }
}

/** One page of a list, under the member's name. */
function paged(name: string, list: readonly unknown[], { NextToken, MaxResults = 1000 }: Asked): Shape {
  const { items, nextToken } = page(list, NextToken, MaxResults);
  return { [name]: items, NextToken: nextToken };
}

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
