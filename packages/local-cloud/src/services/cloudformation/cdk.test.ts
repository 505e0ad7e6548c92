import { rmSync } from 'node:fs';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ACCOUNT, TestAccount } from '../../../testing/cloudformation/account.ts';
import { CdkApp, type CdkSaid } from '../../../testing/cloudformation/cdk-app.ts';

const TARGET = `aws://${ACCOUNT.accountId}/${ACCOUNT.region}`;
let account: TestAccount;
let app: CdkApp;
beforeAll(async () => {
  account = await TestAccount.start();
  app = new CdkApp(account);
});
afterAll(async () => {
  await account?.stop();
  rmSync(app.folder, { recursive: true, force: true });
});

const parameter = (Name: string, Value: unknown) => ({
  Type: 'AWS::SSM::Parameter',
  Properties: { Name, Type: 'String', Value },
});
/** One stack that exports, and one that imports from it. */
const stacks = (value: string) => ({
  data: {
    Resources: { Bucket: { Type: 'AWS::S3::Bucket' }, Name: parameter('/name', { Ref: 'Bucket' }) },
    Outputs: { Bucket: { Value: { Ref: 'Bucket' }, Export: { Name: 'bucket' } } },
  },
  code: {
    Resources: {
      First: parameter('/first', { 'Fn::ImportValue': 'bucket' }),
      Second: parameter('/second', value),
    },
  },
});
const stored = async (Name: string): Promise<string | undefined> =>
  (await new SSMClient(account.cloud.client).send(new GetParameterCommand({ Name }))).Parameter?.Value;
const well = ({ code, text }: CdkSaid): string => {
  expect(text).not.toBe('');
  expect([code, code === 0 ? '' : text]).toEqual([0, '']);
  return text;
};
const deploy = (...args: string[]): Promise<CdkSaid> =>
  app.cdk('deploy', '--all', '--require-approval', 'never', ...args);
const statuses = async (...names: string[]): Promise<(string | undefined)[]> =>
  Promise.all(names.map(async (name) => (await account.stack(name)).StackStatus));

test('the real cdk prepares the empty account, deploys by change sets and directly, sees differences, rolls back and destroys', async () => {
  app.synthesize(stacks('one'));
  expect(well(await app.cdk('bootstrap', TARGET))).toContain('bootstrapped');
  well(await deploy());
  expect(await statuses('CDKToolkit', 'data', 'code')).toEqual([
    'CREATE_COMPLETE',
    'CREATE_COMPLETE',
    'CREATE_COMPLETE',
  ]);
  expect(await stored('/first')).toMatch(/^data-bucket-[a-z0-9]{12}$/);
  expect((await account.stack('code')).RoleARN).toContain(':role/cdk-hnb659fds-cfn-exec-role-');

  expect(well(await deploy('--force')).match(/\(no changes\)/g)).toHaveLength(2);
  expect(well(await app.cdk('list'))).toMatch(/^data\ncode$/m);

  app.synthesize(stacks('two'));
  expect(well(await app.cdk('diff'))).toContain('Number of stacks with differences: 1');
  expect(well(await deploy('--method', 'direct'))).toContain('data (no changes)');
  expect([await stored('/second'), await statuses('data', 'code')]).toEqual([
    'two',
    ['CREATE_COMPLETE', 'UPDATE_COMPLETE'],
  ]);

  app.synthesize(stacks('three'));
  account.failOnce('code/Second');
  const failed = await deploy('--no-rollback');
  expect(failed.code).toBe(1);
  expect(failed.text).toContain('update of code/Second was told to fail');
  expect(await statuses('code')).toEqual(['UPDATE_FAILED']);
  well(await app.cdk('rollback', '--all'));
  expect([await stored('/second'), await statuses('code')]).toEqual(['two', ['UPDATE_ROLLBACK_COMPLETE']]);
  well(await deploy());
  expect(await stored('/second')).toBe('three');

  well(await app.cdk('destroy', '--all', '--force'));
  await expect(account.stack('data')).rejects.toThrow('does not exist');
  await expect(stored('/second')).rejects.toThrow('/second not found');
}, 300_000);
