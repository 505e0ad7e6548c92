import { ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TestAccount } from '../../../../testing/cloudformation/account.ts';

let account: TestAccount;
beforeEach(async () => {
  account = await TestAccount.start();
});
afterEach(() => account.stop());

const parameter = (Name: string, Value: unknown, more: object = {}) => ({
  Type: 'AWS::SSM::Parameter',
  Properties: { Name, Type: 'String', Value },
  ...more,
});
const storedValue = async (Name: string): Promise<string | undefined> => {
  const { Parameter } = await new SSMClient(account.cloud.client).send(new GetParameterCommand({ Name }));
  return Parameter?.Value;
};

test('a stack is created in the order of its references, updated, and deleted in the reverse order', async () => {
  const template = (value: string) => ({
    Resources: {
      B: parameter('/b', { Ref: 'A' }, { DependsOn: 'C' }),
      A: parameter('/a', value),
      C: parameter('/c', 'c'),
    },
    Outputs: { Where: { Value: { Ref: 'B' }, Export: { Name: 'where' } } },
  });
  const created = await account.deploy('shop', template('1'));
  expect(created.StackStatus).toBe('CREATE_COMPLETE');
  expect(created.Outputs).toEqual([{ OutputKey: 'Where', OutputValue: '/b', ExportName: 'where' }]);
  expect(created.StackId).toMatch(
    /^arn:aws:cloudformation:eu-central-1:111122223333:stack\/shop\/[0-9a-f-]{36}$/,
  );
  expect(await account.events('shop')).toEqual([
    'shop CREATE_IN_PROGRESS (User Initiated)',
    ...['A', 'C', 'B'].flatMap((id) => [
      `${id} CREATE_IN_PROGRESS`,
      `${id} CREATE_IN_PROGRESS (Resource creation Initiated)`,
      `${id} CREATE_COMPLETE`,
    ]),
    'shop CREATE_COMPLETE',
  ]);
  const updated = await account.deploy('shop', template('2'));
  expect([updated.StackStatus, await storedValue('/a')]).toEqual(['UPDATE_COMPLETE', '2']);
  expect((await account.events('shop')).slice(11)).toEqual([
    'shop UPDATE_IN_PROGRESS (User Initiated)',
    'A UPDATE_IN_PROGRESS',
    'A UPDATE_COMPLETE',
    'shop UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'shop UPDATE_COMPLETE',
  ]);
  const { StackId = '' } = updated;
  expect((await account.delete('shop')).StackStatus).toBe('DELETE_COMPLETE');
  expect((await account.events(StackId)).slice(16)).toEqual([
    'shop DELETE_IN_PROGRESS (User Initiated)',
    ...['B', 'C', 'A'].flatMap((id) => [`${id} DELETE_IN_PROGRESS`, `${id} DELETE_COMPLETE`]),
    'shop DELETE_COMPLETE',
  ]);
  await expect(account.stack('shop')).rejects.toThrow('Stack with id shop does not exist');
  await expect(storedValue('/a')).rejects.toThrow('/a not found');
});

test('what fails is rolled back, and the next deployment succeeds', async () => {
  const template = { Resources: { A: parameter('/a', '1'), B: parameter('/b', '1') } };
  account.failOnce('shop/B');
  const failed = await account.deploy('shop', template);
  expect(failed.StackStatus).toBe('ROLLBACK_COMPLETE');
  await expect(storedValue('/a')).rejects.toThrow('/a not found');
  await account.delete('shop');
  expect((await account.deploy('shop', template)).StackStatus).toBe('CREATE_COMPLETE');
  const next = { Resources: { A: parameter('/a', '2'), B: parameter('/b', '2'), C: parameter('/c', '2') } };
  account.failOnce('shop/C');
  const back = await account.deploy('shop', next);
  expect([back.StackStatus, await storedValue('/a'), await storedValue('/b')]).toEqual([
    'UPDATE_ROLLBACK_COMPLETE',
    '1',
    '1',
  ]);
  await expect(storedValue('/c')).rejects.toThrow('/c not found');
  expect((await account.deploy('shop', next)).StackStatus).toBe('UPDATE_COMPLETE');
  const listed = await account.client.send(new ListStackResourcesCommand({ StackName: 'shop' }));
  expect(listed.StackResourceSummaries?.map(({ LogicalResourceId }) => LogicalResourceId)).toEqual([
    'A',
    'B',
    'C',
  ]);
});
