import {
  CancelStatementCommand,
  DescribeStatementCommand,
  ExecuteStatementCommand,
} from '@aws-sdk/client-redshift-data';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import {
  type Client,
  DATABASE,
  WarehouseCloud,
  WORKGROUP,
} from '../../../testing/redshift-data/warehouse-cloud.ts';

vi.setConfig({ testTimeout: 120_000 });

const limit = vi.hoisted(() => ({ milliseconds: 24 * 60 * 60 * 1000 }));
vi.mock(import('./api/limits.ts'), async (original) => {
  const limits = { ...(await original()) };
  Object.defineProperty(limits, 'LONGEST_RUN_MS', { get: () => limit.milliseconds, enumerable: true });
  return limits;
});

let cloud: WarehouseCloud;
let client: Client;
beforeAll(async () => {
  cloud = await WarehouseCloud.start();
  client = cloud.operator();
});
afterAll(() => cloud.stop());

const TEN = `(${Array.from({ length: 10 }, (_, n) => `SELECT ${n} AS n`).join(' UNION ALL ')})`;
/** 10 to the 15th rows. */
const ENDLESS = Array.from({ length: 15 }, (_, at) => `${TEN} AS t${at}`).join(', ');
const TEXT = `REPEAT('a', 1000) || t0.n || t1.n || t14.n`;

/** What runs for days, each in another way. */
const STATEMENTS: Readonly<Record<string, string>> = {
  'a cross join': `SELECT COUNT(*) FROM ${ENDLESS} WHERE t0.n + t1.n + t14.n < 0`,
  'a regular expression': `SELECT COUNT(*) FROM ${ENDLESS} WHERE ${TEXT} ~ '(a|aa)+b'`,
  'SIMILAR TO': `SELECT COUNT(*) FROM ${ENDLESS} WHERE ${TEXT} SIMILAR TO '%(a|aa)+b'`,
  LIKE: `SELECT COUNT(*) FROM ${ENDLESS} WHERE ${TEXT} LIKE '%a%a%a%a%b'`,
  REGEXP_REPLACE: `SELECT MAX(REGEXP_REPLACE(${TEXT}, '(a+)+b', 'x')) FROM ${ENDLESS}`,
  'a table as it is made': `CREATE TABLE endless AS SELECT t0.n FROM ${ENDLESS}`,
};

const submitted = async (Sql: string): Promise<string> => {
  const place = { Database: DATABASE, WorkgroupName: WORKGROUP };
  return (await client.api.send(new ExecuteStatementCommand({ ...place, Sql }))).Id as string;
};

async function started(Sql: string): Promise<string> {
  const Id = await submitted(Sql);
  await vi.waitFor(async () => {
    const { Status, Error: error } = await client.api.send(new DescribeStatementCommand({ Id }));
    expect([Status, error]).toEqual(['STARTED', undefined]);
  }, 30_000);
  return Id;
}

test('while more statements run than Node has threads, others are answered; CancelStatement ends each', async () => {
  const ids = await Promise.all(Object.values(STATEMENTS).map(started));
  expect(await client.rows('SELECT 1 + 1')).toEqual([[2]]);
  await cloud.put('while/others/run', 'x');
  for (const Id of ids) {
    expect((await client.api.send(new CancelStatementCommand({ Id }))).Status).toBe(true);
    const { Status, Error: error } = await client.end(Id);
    expect([Status, error]).toEqual(['ABORTED', "ERROR: Query cancelled on user's request"]);
  }
});

test('each of them ends at the limit of a statement\u2019s time', async () => {
  limit.milliseconds = 2000;
  const ids = await Promise.all(Object.values(STATEMENTS).map(submitted));
  for (const Id of ids) {
    const { Status, Error: error } = await client.end(Id);
    expect([Status, error]).toEqual(['FAILED', 'ERROR: Query timed out: it ran for 24 hours']);
  }
});
