import {
  BatchExecuteStatementCommand,
  CancelStatementCommand,
  DescribeStatementCommand,
  DescribeTableCommand,
  ExecuteStatementCommand,
  GetStatementResultCommand,
  GetStatementResultV2Command,
  ListDatabasesCommand,
  ListSchemasCommand,
  ListStatementsCommand,
  ListTablesCommand,
} from '@aws-sdk/client-redshift-data';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  ACCOUNT,
  type Client,
  DATABASE,
  WarehouseCloud,
  WORKGROUP,
} from '../../../testing/redshift-data/warehouse-cloud.ts';

const PLACE = { Database: DATABASE, WorkgroupName: WORKGROUP };
vi.setConfig({ testTimeout: 60_000 });
let cloud: WarehouseCloud;
let loader: Client;

beforeAll(async () => {
  cloud = await WarehouseCloud.start();
  loader = cloud.as('loader');
  await loader.run(
    'CREATE TABLE numbers (n INTEGER, big BIGINT, price DECIMAL(10,2), day DATE, label VARCHAR(20))',
  );
  const digits = Array.from({ length: 10 }, (_, digit) => `SELECT ${digit} AS d`).join(' UNION ALL ');
  await loader.run(
    `INSERT INTO numbers WITH x AS (${digits}) SELECT a.d * 1000 + b.d * 100 + c.d * 10 + e.d, 1, 2.5, '2024-01-31', 'l' FROM x a, x b, x c, x e WHERE a.d < 2 AND a.d * 1000 + b.d * 100 <= 1400`,
  );
});
afterAll(() => cloud.stop());

describe('results', () => {
  test('fields and column metadata are those of Redshift', async () => {
    const { Id } = await loader.run(
      "SELECT n, big, price, day, label, CAST(1.5 AS FLOAT) AS f, true AS b, CAST(NULL AS VARCHAR(3)) AS nothing, TIMESTAMP '2024-01-31 01:02:03' AS t, SUM(big) OVER () AS total, COUNT(*) OVER (), n + 1, UPPER(label) FROM numbers WHERE n = 7",
    );
    const {
      Records,
      ColumnMetadata = [],
      TotalNumRows,
    } = await loader.api.send(new GetStatementResultCommand({ Id }));
    expect(TotalNumRows).toBe(1);
    expect(Records).toEqual([
      [
        { longValue: 7 },
        { longValue: 1 },
        { stringValue: '2.50' },
        { stringValue: '2024-01-31' },
        { stringValue: 'l' },
        { doubleValue: 1.5 },
        { booleanValue: true },
        { isNull: true },
        { stringValue: '2024-01-31 01:02:03' },
        { stringValue: '1' },
        { longValue: 1 },
        { longValue: 8 },
        { stringValue: 'L' },
      ],
    ]);
    expect(ColumnMetadata.map(({ name, typeName }) => `${name} ${typeName}`)).toEqual([
      'n int4',
      'big int8',
      'price numeric',
      'day date',
      'label varchar',
      'f float8',
      'b bool',
      'nothing varchar',
      't timestamp',
      'total numeric',
      'count int8',
      '?column? int4',
      'upper varchar',
    ]);
    const { precision, scale, isSigned, nullable } = ColumnMetadata[2] ?? {};
    expect([precision, scale, isSigned, nullable]).toEqual([10, 2, true, 1]);
  });

  test('come in pages of at most 1000 records', async () => {
    const { Id, ResultRows } = await loader.run('SELECT n FROM numbers ORDER BY n');
    const first = await loader.api.send(new GetStatementResultCommand({ Id }));
    expect([ResultRows, first.Records?.length, first.TotalNumRows]).toEqual([1500, 1000, 1500]);
    const second = await loader.api.send(new GetStatementResultCommand({ Id, NextToken: first.NextToken }));
    expect([second.Records?.length, second.NextToken]).toEqual([500, undefined]);
    expect(second.Records?.at(-1)).toEqual([{ longValue: 1499 }]);
  });

  test('as CSV by GetStatementResultV2', async () => {
    const { Id } = await loader.api.send(
      new ExecuteStatementCommand({
        ...PLACE,
        Sql: "SELECT n, 'a,\"b' AS t, NULL AS x FROM numbers WHERE n < 2 ORDER BY 1",
        ResultFormat: 'CSV',
      }),
    );
    await loader.end(Id);
    const { Records, ResultFormat } = await loader.api.send(new GetStatementResultV2Command({ Id }));
    expect([Records, ResultFormat]).toEqual([[{ CSVRecords: '0,"a,""b",\r\n1,"a,""b",\r\n' }], 'CSV']);
    await expect(loader.api.send(new GetStatementResultCommand({ Id }))).rejects.toThrow(
      'GetStatementResultV2',
    );
  });

  test('an UPDATE counts each row once, however many rows of FROM it meets', async () => {
    await loader.run('CREATE TABLE stock (id INTEGER, n INTEGER)');
    await loader.run('INSERT INTO stock VALUES (7, 0), (8, 0), (9, 0)');
    const twice = '(SELECT 7 AS id UNION ALL SELECT 7 UNION ALL SELECT 8) b';
    const update = (sql: string): Promise<unknown> => loader.run(sql).then(({ ResultRows }) => ResultRows);
    expect(await update(`UPDATE stock SET n = n + 1 FROM ${twice} WHERE stock.id = b.id`)).toBe(2);
    expect(await update(`UPDATE public.stock AS s SET n = 1 FROM ${twice}, stock t WHERE s.id = t.id`)).toBe(
      3,
    );
    expect(await update('UPDATE stock SET n = 1 WHERE EXTRACT(year FROM CURRENT_DATE) > 2000')).toBe(3);
    await loader.run('DROP TABLE stock');
  });

  test('of a statement without one, or of nobody, are ResourceNotFoundException', async () => {
    const { Id } = await loader.run('DELETE FROM numbers WHERE n < 0');
    for (const id of [Id, '00000000-0000-0000-0000-000000000000'])
      await expect(loader.api.send(new GetStatementResultCommand({ Id: id }))).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
      });
  });
});

describe('submitting', () => {
  test('parameters are texts, whatever column they meet; each must be used and given', async () => {
    const Parameters = [
      { name: 'n', value: '7' },
      { name: 'label', value: "it's \\ :n" },
    ];
    expect(await loader.rows('SELECT n, :label FROM numbers WHERE n = :n', { Parameters })).toEqual([
      [7, "it's \\ :n"],
    ]);
    await expect(loader.rows('SELECT :n', { Parameters })).rejects.toThrow(
      'Parameter label is not in the SQL',
    );
    await expect(loader.rows('SELECT :n, :label, :other', { Parameters })).rejects.toThrow(
      'Parameter other is in the SQL',
    );
    const fraction = { Parameters: [{ name: 'n', value: '7.4' }] };
    for (const sql of [
      'SELECT n FROM numbers WHERE n = :n',
      'SELECT n FROM numbers WHERE n IN (1, :n)',
      'INSERT INTO numbers (big) VALUES (:n)',
      'INSERT INTO numbers (n) SELECT :n',
      'UPDATE numbers SET n = :n',
    ])
      await expect(loader.rows(sql, fraction)).rejects.toThrow('invalid input syntax for integer: "7.4"');
    const { Id } = await loader.run('SELECT :n', { Parameters: [{ name: 'n', value: 'x' }] });
    const described = await loader.api.send(new DescribeStatementCommand({ Id }));
    expect([described.QueryString, described.QueryParameters]).toEqual([
      'SELECT :n',
      [{ name: 'n', value: 'x' }],
    ]);
  });

  test('the same ClientToken is the same statement, and is refused for another', async () => {
    const send = (Sql: string): Promise<{ Id?: string | undefined }> =>
      loader.api.send(new ExecuteStatementCommand({ ...PLACE, Sql, ClientToken: 'once' }));
    const sql = "INSERT INTO numbers (n, label) VALUES (-1, 'once')";
    const [first, second] = await Promise.all([send(sql), send(sql)]);
    expect(second.Id).toBe(first.Id);
    await loader.end(first.Id);
    expect((await send(sql)).Id).toBe(first.Id);
    expect(await loader.rows("SELECT COUNT(*) FROM numbers WHERE label = 'once'")).toEqual([[1]]);
    await expect(send('SELECT 1')).rejects.toThrow('ClientToken once was used for another statement');
  });

  test('limits: 40 statements, 100 KB, known workgroup and database', async () => {
    const batch = (Sqls: string[]): Promise<unknown> =>
      loader.api.send(new BatchExecuteStatementCommand({ ...PLACE, Sqls }));
    await expect(batch(Array.from({ length: 41 }, () => 'SELECT 1'))).rejects.toThrow(
      'Member must have length less than or equal to 40',
    );
    await expect(batch([`SELECT '${'x'.repeat(100 * 1024)}'`])).rejects.toThrow('102400 bytes');
    const elsewhere = { Sql: 'SELECT 1', ...PLACE };
    await expect(
      loader.api.send(new ExecuteStatementCommand({ ...elsewhere, WorkgroupName: 'no' })),
    ).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(
      loader.api.send(new ExecuteStatementCommand({ ...elsewhere, Database: 'no' })),
    ).rejects.toThrow('database "no" does not exist');
    await expect(
      loader.api.send(
        new ExecuteStatementCommand({ Sql: 'SELECT 1', Database: 'dw', ClusterIdentifier: 'c' }),
      ),
    ).rejects.toThrow('ClusterIdentifier');
  });

  test('WaitTimeSeconds gives the end in one call', async () => {
    const done = await loader.api.send(
      new ExecuteStatementCommand({ ...PLACE, Sql: 'SELECT 1', WaitTimeSeconds: 30 }),
    );
    expect([done.Status, done.HasResultSet, done.DbUser]).toEqual(['FINISHED', true, 'IAMR:loader']);
  });

  test('the admin secret is the superuser', async () => {
    const SecretArn = `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:redshift!analytics-admin`;
    const { Id, DbUser } = await cloud
      .operator()
      .api.send(new ExecuteStatementCommand({ ...PLACE, Sql: 'SELECT COUNT(*) FROM numbers', SecretArn }));
    expect([DbUser, (await cloud.operator().end(Id)).Status]).toEqual(['admin', 'FINISHED']);
  });
});

describe('who may ask', () => {
  test('credentials of the workgroup and the action are both needed', async () => {
    await expect(cloud.as('no-credentials').run('SELECT 1')).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('redshift-serverless:GetCredentials'),
    });
    await expect(cloud.as('no-submit').run('SELECT 1')).rejects.toThrow('redshift-data:ExecuteStatement');
  });

  test('a statement is its owner\u2019s: another session of the same role is denied', async () => {
    const { Id } = await loader.run('SELECT 1');
    await expect(
      cloud.as('loader', 'other').api.send(new DescribeStatementCommand({ Id })),
    ).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
    await expect(cloud.operator().api.send(new DescribeStatementCommand({ Id }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  test('ListStatements: a role\u2019s statements, by name and status, in pages', async () => {
    for (const Sql of ['SELECT 1', 'SELECT 2', 'SELECT nothing'])
      await loader.end(
        (await loader.api.send(new ExecuteStatementCommand({ ...PLACE, Sql, StatementName: 'named' }))).Id,
      );
    const list = async (more: object): Promise<unknown[]> =>
      (
        (await loader.api.send(new ListStatementsCommand({ StatementName: 'nam', ...more }))).Statements ?? []
      ).map(({ QueryString }) => QueryString);
    expect(await list({})).toEqual(['SELECT nothing', 'SELECT 2', 'SELECT 1']);
    expect(await list({ Status: 'FAILED' })).toEqual(['SELECT nothing']);
    expect(await list({ MaxResults: 1 })).toEqual(['SELECT nothing']);
    const other = await cloud
      .as('loader', 'other')
      .api.send(new ListStatementsCommand({ StatementName: 'nam' }));
    const own = await cloud
      .as('loader', 'other')
      .api.send(new ListStatementsCommand({ StatementName: 'nam', RoleLevel: false }));
    expect([other.Statements?.length, own.Statements?.length]).toEqual([3, 0]);
  });
});

test('CancelStatement ends a query that runs; one that is over cannot be cancelled', async () => {
  const { Id } = await loader.api.send(
    new ExecuteStatementCommand({
      ...PLACE,
      Sql: 'SELECT COUNT(*) FROM numbers a, numbers b, numbers c, numbers d WHERE a.n + b.n + c.n + d.n < 0',
    }),
  );
  expect((await loader.api.send(new CancelStatementCommand({ Id }))).Status).toBe(true);
  const ended = await loader.end(Id);
  expect([ended.Status, ended.Error]).toEqual(['ABORTED', "ERROR: Query cancelled on user's request"]);
  await expect(loader.api.send(new CancelStatementCommand({ Id }))).rejects.toThrow(
    'already in ABORTED state',
  );
});

describe('sessions', () => {
  test('a name with # is that of a temporary table', async () => {
    const made = await loader.batch([
      'CREATE TABLE #mine (a INTEGER, b VARCHAR(2))',
      "INSERT INTO #mine (a, b) VALUES (1, 'x'), (2, 'y')",
      'CREATE TABLE #more AS SELECT #mine.a + 1 AS a FROM #mine WHERE #mine.a = 1',
      'UPDATE #mine SET a = 5 WHERE a = 1',
      'SELECT m.a, o.a FROM #mine m JOIN #more o ON o.a = m.a',
      'DROP TABLE #more, #mine',
    ]);
    expect(made.Error).toBeUndefined();
    const { Id } = made.SubStatements?.[4] ?? {};
    expect(await loader.result(Id)).toEqual([[2, 2]]);
    expect(await loader.failure('SELECT a FROM #mine')).toBe('ERROR: relation "#mine" does not exist');
  });

  test('keep temporary tables and the rows of the last COPY', async () => {
    const opened = await loader.api.send(
      new ExecuteStatementCommand({
        ...PLACE,
        Sql: 'CREATE TEMP TABLE mine AS SELECT 5 AS five',
        SessionKeepAliveSeconds: 60,
        WaitTimeSeconds: 30,
      }),
    );
    const SessionId = opened.SessionId as string;
    expect(await loader.rows('SELECT five FROM mine', { SessionId })).toEqual([[5]]);
    expect(await loader.failure('SELECT five FROM mine')).toBe('ERROR: relation "mine" does not exist');
    await expect(cloud.as('loader', 'other').rows('SELECT 1', { SessionId })).rejects.toThrow(
      'Session is not available',
    );
    await loader.end(
      (
        await loader.api.send(
          new ExecuteStatementCommand({ SessionId, Sql: 'SELECT 1', SessionKeepAliveSeconds: 0 }),
        )
      ).Id,
    );
    await expect(loader.rows('SELECT 1', { SessionId })).rejects.toThrow('Session is not available');
  });
});

test('databases, schemas, tables and columns are listed', async () => {
  const { api } = cloud.operator();
  expect((await api.send(new ListDatabasesCommand(PLACE))).Databases).toEqual(['dw']);
  expect((await api.send(new ListSchemasCommand({ ...PLACE, SchemaPattern: 'pub%' }))).Schemas).toEqual([
    'public',
  ]);
  expect((await api.send(new ListTablesCommand({ ...PLACE, TablePattern: 'num%' }))).Tables).toEqual([
    { name: 'numbers', schema: 'public', type: 'TABLE' },
  ]);
  const { ColumnList } = await api.send(
    new DescribeTableCommand({ ...PLACE, Schema: 'public', Table: 'numbers' }),
  );
  expect(ColumnList?.map(({ name, typeName, length, scale }) => [name, typeName, length, scale])).toEqual([
    ['n', 'int4', 32, 0],
    ['big', 'int8', 64, 0],
    ['price', 'numeric', 10, 2],
    ['day', 'date', 0, 0],
    ['label', 'varchar', 20, 0],
  ]);
});
