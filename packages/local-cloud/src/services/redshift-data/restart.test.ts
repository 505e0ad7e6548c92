import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  BatchExecuteStatementCommand,
  DescribeStatementCommand,
  GetStatementResultCommand,
} from '@aws-sdk/client-redshift-data';
import { afterAll, expect, test } from 'vitest';
import { killed, startProcess } from '../../../testing/redshift-data/process.ts';
import {
  Client,
  DATABASE,
  WarehouseCloud,
  WORKGROUP,
} from '../../../testing/redshift-data/warehouse-cloud.ts';

const directory = mkdtempSync(join(tmpdir(), 'warehouse-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test('kill -9 within a batch leaves nothing of it; what was acknowledged stays; the statement is FAILED', async () => {
  const first = await startProcess(directory);
  const client = new Client(first.endpoint, first.credentials);
  const made = await client.batch(['CREATE TABLE kept (n INTEGER)', 'INSERT INTO kept VALUES (1), (2)']);
  expect(made.Status).toBe('FINISHED');
  const Sqls = [
    'DELETE FROM kept',
    'INSERT INTO kept VALUES (3)',
    ...Array.from({ length: 12 }, () => 'INSERT INTO kept SELECT a.n + b.n FROM kept a, kept b'),
    'SELECT COUNT(*) FROM kept a, kept b, kept c, kept d',
  ];
  const { Id } = await client.api.send(
    new BatchExecuteStatementCommand({ Database: DATABASE, WorkgroupName: WORKGROUP, Sqls }),
  );
  for (let started = false; !started; await sleep(20)) {
    const { SubStatements = [] } = await client.api.send(new DescribeStatementCommand({ Id }));
    started = SubStatements[1]?.Status === 'FINISHED';
  }
  await killed(first);
  client.api.destroy();

  const cloud = await WarehouseCloud.start(directory);
  try {
    const loader = cloud.as('loader');
    const after = await loader.end(Id);
    expect([after.Status, ...new Set(after.SubStatements?.map(({ Status }) => Status))]).toEqual([
      'FAILED',
      'ABORTED',
    ]);
    expect(after.Error).toContain('its transaction was rolled back');
    expect(await loader.rows('SELECT n FROM kept ORDER BY n')).toEqual([[1], [2]]);
    expect((await loader.end(made.Id)).Status).toBe('FINISHED');
  } finally {
    await cloud.stop();
  }
}, 60_000);

test('a result that is gone from the disk is an error, and no empty answer', async () => {
  const cloud = await WarehouseCloud.start(directory);
  try {
    const loader = cloud.as('loader');
    const { Id, Status } = await loader.run('SELECT 1');
    expect(Status).toBe('FINISHED');
    const kept = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.includes(`${Id}.result-`),
    );
    expect(kept).toHaveLength(1);
    for (const path of kept) rmSync(join(directory, path));
    await expect(loader.api.send(new GetStatementResultCommand({ Id }))).rejects.toMatchObject({
      name: 'InternalServerException',
      message: `The result of ${Id} is gone from the disk`,
    });
  } finally {
    await cloud.stop();
  }
}, 60_000);
