import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  DescribeStatementCommand,
  ExecuteStatementCommand,
  RedshiftDataClient,
} from '@aws-sdk/client-redshift-data';
import { expect, test } from 'vitest';
import { type Resources, type TemplateCloud, templateCloud } from '../../../testing/template-cloud.ts';

const namespace = (name: string): Resources[string] => ({
  Type: 'AWS::RedshiftServerless::Namespace',
  Properties: { NamespaceName: name, DbName: 'dw' },
});
const Workgroup = {
  Type: 'AWS::RedshiftServerless::Workgroup',
  Properties: { WorkgroupName: 'shop', NamespaceName: { Ref: 'Namespace' } },
};

const run = async (cloud: TemplateCloud, Sql: string): Promise<string | undefined> => {
  const api = new RedshiftDataClient(cloud.client);
  const place = { WorkgroupName: 'shop', Database: 'dw' };
  const { Id } = await api.send(new ExecuteStatementCommand({ ...place, Sql, WaitTimeSeconds: 30 }));
  return (await api.send(new DescribeStatementCommand({ Id }))).Error ?? 'no error';
};
const restarted = (cloud: TemplateCloud, Resources: Resources): Promise<TemplateCloud> => {
  writeFileSync(join(cloud.folder, 'assembly/stack.json'), JSON.stringify({ Resources }));
  return cloud.restart();
};

test('a namespace that its stack no longer has leaves its warehouse file, which the next of its name has again', async () => {
  let cloud = await templateCloud({ Namespace: namespace('old'), Workgroup });
  expect(await run(cloud, 'CREATE TABLE kept (a INT)')).toBe('no error');
  const file = join(cloud.folder, 'state/redshift-data/old.duckdb');
  expect(cloud.cloud.kernel.offers['redshift-data'].files()).toEqual([file]);

  cloud = await restarted(cloud, { Namespace: namespace('new'), Workgroup });
  expect(cloud.log).toContain(`the namespace old is deleted; its warehouse file stays: ${file}`);
  expect(existsSync(file)).toBe(true);
  expect(await run(cloud, 'SELECT * FROM kept')).toBe('ERROR: relation "kept" does not exist');

  cloud = await restarted(cloud, { Namespace: namespace('old'), Workgroup });
  expect(await run(cloud, 'SELECT * FROM kept')).toBe('no error');
  await cloud.stop();
});
