import type { Call, Shape } from '../../../aws/call.ts';
import { NotSupported, ServiceError } from '../../../aws/errors.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { optional } from '../../input.ts';
import { page } from '../../page.ts';
import type { Field } from '../warehouse/result-set.ts';
import type { Targets } from './targets.ts';

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

  async #rows(input: Shape, call: Call, sql: string | undefined): Promise<Row[]> {
    if (input.ConnectedDatabase !== undefined && input.ConnectedDatabase !== input.Database)
      throw new NotSupported('ConnectedDatabase (queries across databases)');
    const target = this.#targets.find(input);
    this.#kernel.authorize(call.caller, `redshift-data:${call.operation}`, target.workgroup.arn ?? '*');
    const user = this.#targets.user(call, target, optional(input, 'SecretArn'));
    if (sql === undefined) return [[target.database]];
    const warehouse = this.#targets.warehouse(target);
    const session = await warehouse.session(user);
    const rows: Row[] = [];
    try {
      const ended = (_: number, { result }: { result?: { records: Field[][] } }): void => {
        rows.push(...(result?.records ?? []).map((record) => record.map(value)));
      };
      await warehouse.run(session, [sql], {
        id: call.requestId,
        signal: call.signal,
        started: () => undefined,
        ended,
      });
    } finally {
      session.close();
    }
    return rows;
  }

  async databases(input: Shape, call: Call): Promise<Shape> {
    const rows = await this.#rows(input, call, undefined);
    return { Databases: rows.map(([name]) => String(name)) };
  }

  async schemas(input: Shape, call: Call): Promise<Shape> {
    await this.#rows(input, call, undefined);
    const schemas = ['information_schema', 'pg_catalog', 'public'];
    return { Schemas: schemas.filter((name) => matches(optional(input, 'SchemaPattern'), name)) };
  }

  async tables(input: Shape, call: Call): Promise<Shape> {
    const rows = await this.#rows(input, call, 'SELECT table_name, table_type FROM svv_tables ORDER BY 1');
    const tables = rows
      .filter(([name]) => matches(optional(input, 'TablePattern'), String(name)))
      .filter(() => matches(optional(input, 'SchemaPattern'), 'public'))
      .map(([name, type]) => ({ name, schema: 'public', type: type === 'VIEW' ? 'VIEW' : 'TABLE' }));
    const { items, nextToken } = page(tables, input.NextToken, Number(input.MaxResults ?? 1000));
    return { Tables: items, ...(nextToken === undefined ? {} : { NextToken: nextToken }) };
  }

  async describe(input: Shape, call: Call): Promise<Shape> {
    const table = optional(input, 'Table');
    const schema = optional(input, 'Schema') ?? 'public';
    const rows = await this.#rows(
      input,
      call,
      'SELECT table_name, column_name, data_type, is_nullable, character_maximum_length, numeric_precision, numeric_scale FROM svv_columns ORDER BY table_name, ordinal_position',
    );
    const own = rows.filter(([name]) => name === table && schema === 'public');
    if (own.length === 0)
      throw new ServiceError('ValidationException', `relation "${schema}.${table ?? ''}" does not exist`);
    const columns = own.map(([tableName, name, type, nullable, length, precision, scale]) => ({
      name,
      label: name,
      typeName: SHORT[String(type)] ?? type,
      nullable: nullable === 'NO' ? 0 : 1,
      length: Number(length ?? precision ?? 0),
      precision: Number(precision ?? length ?? 0),
      scale: Number(scale ?? 0),
      schemaName: schema,
      tableName,
    }));
    const { items, nextToken } = page(columns, input.NextToken, Number(input.MaxResults ?? 1000));
    return {
      TableName: table,
      ColumnList: items,
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    };
  }
}

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
