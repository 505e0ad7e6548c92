import {
  CancelUpdateStackCommand,
  ContinueUpdateRollbackCommand,
  CreateStackCommand,
  RollbackStackCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TestAccount } from '../../../../testing/cloudformation/account.ts';
import type { Resource } from '../../../assembly/assembly.ts';

let account: TestAccount;
beforeEach(async () => {
  account = await TestAccount.start();
});
afterEach(() => account.stop());

const parameter = (Name: string, Value: string, more: object = {}) => ({
  Type: 'AWS::SSM::Parameter',
  Properties: { Name, Type: 'String', Value },
  ...more,
});
const template = (value: string, more: object = {}) => ({
  Resources: { A: parameter('/a', value, more), B: parameter('/b', value, more) },
});
const TemplateBody = JSON.stringify(template('1'));
const stored = async (Name: string): Promise<string | undefined> => {
  const answer = new SSMClient(account.cloud.client).send(new GetParameterCommand({ Name }));
  return answer.then(
    ({ Parameter }) => Parameter?.Value,
    () => undefined,
  );
};
const failsAt = (place: string): void => account.failOnce(place);

describe('a creation that fails', () => {
  test('is rolled back, and the stack can only be deleted', async () => {
    failsAt('shop/B');
    const failed = await account.deploy('shop', template('1'));
    expect([failed.StackStatus, await stored('/a')]).toEqual(['ROLLBACK_COMPLETE', undefined]);
    expect(await account.events('shop')).toEqual([
      'shop CREATE_IN_PROGRESS (User Initiated)',
      'A CREATE_IN_PROGRESS',
      'A CREATE_IN_PROGRESS (Resource creation Initiated)',
      'A CREATE_COMPLETE',
      'B CREATE_IN_PROGRESS',
      'B CREATE_IN_PROGRESS (Resource creation Initiated)',
      expect.stringMatching(
        /^B CREATE_FAILED \(Resource handler returned message: "create of shop\/B was told to fail" \(RequestToken: [0-9a-f-]{36}, HandlerErrorCode: GeneralServiceException\)\)$/,
      ),
      'shop ROLLBACK_IN_PROGRESS (The following resource(s) failed to create: [B]. Rollback requested by user.)',
      'B DELETE_IN_PROGRESS',
      'B DELETE_COMPLETE',
      'A DELETE_IN_PROGRESS',
      'A DELETE_COMPLETE',
      'shop ROLLBACK_COMPLETE',
    ]);
    const update = new UpdateStackCommand({ StackName: 'shop', TemplateBody });
    await expect(account.client.send(update)).rejects.toThrow(
      `Stack:${failed.StackId} is in ROLLBACK_COMPLETE state and can not be updated.`,
    );
    await expect(account.changeSet('shop', template('1'), { ChangeSetType: 'UPDATE' })).rejects.toThrow(
      'is in ROLLBACK_COMPLETE state and can not be updated.',
    );
    await account.delete('shop');
    expect((await account.deploy('shop', template('1'))).StackStatus).toBe('CREATE_COMPLETE');
  });

  test.each([
    ['Retain', ['A DELETE_SKIPPED'], '1'],
    ['RetainExceptOnCreate', ['A DELETE_IN_PROGRESS', 'A DELETE_COMPLETE'], undefined],
  ])('leaves a resource with the policy %s behind as that says', async (DeletionPolicy, events, value) => {
    failsAt('shop/B');
    await account.deploy('shop', template('1', { DeletionPolicy }));
    expect((await account.events('shop')).filter((event) => /^A DELETE/.test(event))).toEqual(events);
    expect(await stored('/a')).toBe(value);
  });

  test('takes retained ones with it where RetainExceptOnCreate is asked for', async () => {
    failsAt('shop/B');
    await account.deploy(
      'shop',
      template('1', { DeletionPolicy: 'Retain' }),
      {},
      { RetainExceptOnCreate: true },
    );
    expect(await stored('/a')).toBeUndefined();
  });

  test('stays where it failed with DisableRollback, from where it is rolled back, or repaired', async () => {
    failsAt('shop/B');
    const failed = await account.deploy('shop', template('1'), {}, { DisableRollback: true });
    expect([failed.StackStatus, await stored('/a')]).toEqual(['CREATE_FAILED', '1']);
    await account.client.send(new RollbackStackCommand({ StackName: 'shop' }));
    expect([(await account.settled('shop')).StackStatus, await stored('/a')]).toEqual([
      'ROLLBACK_COMPLETE',
      undefined,
    ]);
    await account.delete('shop');
    failsAt('shop/B');
    await account.deploy('shop', template('1'), {}, { DisableRollback: true });
    const repaired = await account.deploy('shop', template('1'), { ChangeSetType: 'UPDATE' });
    expect([repaired.StackStatus, await stored('/b')]).toEqual(['UPDATE_COMPLETE', '1']);
  });

  test('can be asked for by the administration’s own request, which needs the token', async () => {
    const ask = (token: string): Promise<Response> =>
      fetch(`${account.cloud.client.endpoint}/_local/fail?resource=shop/A`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
      });
    expect([(await ask('none')).status, (await ask('test')).status]).toEqual([401, 202]);
    expect((await account.deploy('shop', template('1'))).StackStatus).toBe('ROLLBACK_COMPLETE');
    expect((await account.events('shop')).join('\n')).toContain('create of shop/A was told to fail');
  });

  test('deletes the stack with OnFailure DELETE', async () => {
    failsAt('shop/B');
    const create = { StackName: 'shop', TemplateBody, OnFailure: 'DELETE' as const };
    const { StackId = '' } = await account.client.send(new CreateStackCommand(create));
    expect((await account.settled(StackId)).StackStatus).toBe('DELETE_COMPLETE');
    expect(await stored('/a')).toBeUndefined();
  });
});

describe('an update that fails', () => {
  beforeEach(async () => {
    await account.deploy('shop', template('1'));
  });

  test('brings back what it changed, put in and took out', async () => {
    const next = { Resources: { A: parameter('/a', '2'), C: parameter('/c', '2'), D: parameter('/d', '2') } };
    failsAt('shop/D');
    const failed = await account.deploy('shop', next);
    expect(failed.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect([await stored('/a'), await stored('/b'), await stored('/c'), await stored('/d')]).toEqual([
      '1',
      '1',
      undefined,
      undefined,
    ]);
    expect((await account.events('shop')).slice(-9)).toEqual([
      'shop UPDATE_ROLLBACK_IN_PROGRESS (The following resource(s) failed to create: [D]. )',
      'A UPDATE_IN_PROGRESS',
      'A UPDATE_COMPLETE',
      'shop UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
      'D DELETE_IN_PROGRESS',
      'D DELETE_COMPLETE',
      'C DELETE_IN_PROGRESS',
      'C DELETE_COMPLETE',
      'shop UPDATE_ROLLBACK_COMPLETE',
    ]);
    expect((await account.deploy('shop', next)).StackStatus).toBe('UPDATE_COMPLETE');
  });

  test('stays where it failed with DisableRollback, from where RollbackStack goes back and another update goes on', async () => {
    failsAt('shop/B');
    const failed = await account.deploy('shop', template('2'), {}, { DisableRollback: true });
    expect([failed.StackStatus, await stored('/a'), await stored('/b')]).toEqual(['UPDATE_FAILED', '2', '1']);
    await account.client.send(new RollbackStackCommand({ StackName: 'shop' }));
    expect([(await account.settled('shop')).StackStatus, await stored('/a')]).toEqual([
      'UPDATE_ROLLBACK_COMPLETE',
      '1',
    ]);
    failsAt('shop/B');
    await account.deploy('shop', template('2'), {}, { DisableRollback: true });
    expect((await account.deploy('shop', template('3'))).StackStatus).toBe('UPDATE_COMPLETE');
    expect([await stored('/a'), await stored('/b')]).toEqual(['3', '3']);
    await expect(account.client.send(new RollbackStackCommand({ StackName: 'shop' }))).rejects.toThrow(
      'is in UPDATE_COMPLETE state and can not be rolled back',
    );
  });

  test('or is cancelled is undone the same way', async () => {
    const { kernel } = account.cloud.cloud;
    const ssm = kernel.services.get('ssm');
    const waiting = Promise.withResolvers<void>();
    const update = ssm?.update.bind(ssm);
    if (ssm) ssm.update = (...given) => waiting.promise.then(() => update?.(...given));
    const TemplateBody = JSON.stringify(template('2'));
    await account.client.send(new UpdateStackCommand({ StackName: 'shop', TemplateBody }));
    await account.client.send(new CancelUpdateStackCommand({ StackName: 'shop' }));
    waiting.resolve();
    expect((await account.settled('shop')).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await account.events('shop')).toContain('shop UPDATE_ROLLBACK_IN_PROGRESS (User Initiated)');
    expect([await stored('/a'), await stored('/b')]).toEqual(['1', '1']);
    await expect(account.client.send(new CancelUpdateStackCommand({ StackName: 'shop' }))).rejects.toThrow(
      'CancelUpdateStack cannot be called from current stack status',
    );
  });

  test.each([
    ['tried again', {}, 'Resource skipped', false],
    ['skipped', { ResourcesToSkip: ['A'] }, 'Resource skipped during UpdateRollback', true],
    ['skipped by force', { ForceRollback: true }, 'Resource skipped during UpdateRollback', true],
  ])(
    'and cannot be rolled back stops there, and goes on with the resource %s',
    async (_, more, text, skipped) => {
      failsAt('shop/B');
      const restore = withUpdatesFailing(
        ({ properties }) => properties.Name === '/a' && properties.Value === '1',
      );
      const failed = await account.deploy('shop', template('2'));
      expect(failed.StackStatus).toBe('UPDATE_ROLLBACK_FAILED');
      expect(failed.StackStatusReason).toBe('The following resource(s) failed to update: [A]. ');
      restore();
      await account.client.send(new ContinueUpdateRollbackCommand({ StackName: 'shop', ...more }));
      expect((await account.settled('shop')).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect((await account.events('shop')).some((event) => event.includes(text))).toBe(skipped);
      expect(await stored('/a')).toBe(skipped ? '2' : '1');
      expect((await account.deploy('shop', template('4'))).StackStatus).toBe('UPDATE_COMPLETE');
    },
  );
});

/** Lets the parameters' service refuse updates, as AWS's might; gives what makes it work again. */
function withUpdatesFailing(refused: (resource: Resource) => boolean): () => void {
  const ssm = account.cloud.cloud.kernel.services.get('ssm');
  if (!ssm) throw new Error('there is no service ssm');
  const update = ssm.update.bind(ssm);
  ssm.update = (resource, previous) => {
    if (refused(resource)) throw new Error('the handler is out of order');
    return update(resource, previous);
  };
  return () => void Reflect.deleteProperty(ssm, 'update');
}
