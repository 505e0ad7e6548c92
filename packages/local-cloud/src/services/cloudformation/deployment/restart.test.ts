import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetParametersByPathCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ACCOUNT, type TemplateGiven, TestAccount } from '../../../../testing/cloudformation/account.ts';
import { cloudIn } from '../../../../testing/template-cloud.ts';

let account: TestAccount;
beforeEach(async () => {
  account = await TestAccount.start();
});
/** Every copy that was made, whether a local cloud started on it or not. */
const made: string[] = [];
afterEach(async () => {
  await account.stop();
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const parameter = (Name: string, Value: string) => ({
  Type: 'AWS::SSM::Parameter',
  Properties: { Name: `/shop/${Name}`, Type: 'String', Value },
});
const template = (value: string, ...names: readonly string[]) => ({
  Resources: Object.fromEntries(names.map((name) => [name, parameter(name, value)])),
});
const FIRST = template('1', 'A', 'B', 'C');
const SECOND = template('2', 'A', 'C', 'D');

/** Name and value of each parameter. */
async function values({ cloud }: TestAccount): Promise<string> {
  const asked = new GetParametersByPathCommand({ Path: '/shop' });
  const { Parameters = [] } = await new SSMClient(cloud.client).send(asked);
  return Parameters.map(({ Name, Value }) => `${Name}=${Value}`)
    .sort()
    .join(' ');
}
const ONE = '/shop/A=1 /shop/B=1 /shop/C=1';
const TWO = '/shop/A=2 /shop/C=2 /shop/D=2';

/** Copies of the state as a kill -9 would leave it: before and after each write of a resource, until `stop` is called. */
function copies(): { readonly folders: string[]; stop(): void } {
  const ssm = account.cloud.cloud.kernel.services.get('ssm');
  if (!ssm) throw new Error('there is no service ssm');
  const folders: string[] = [];
  const copy = (): void => {
    const folder = mkdtempSync(join(tmpdir(), 'local-cloud-'));
    cpSync(join(account.cloud.folder, 'state'), join(folder, 'state'), { recursive: true });
    folders.push(folder);
    made.push(folder);
  };
  const copied =
    <Args extends readonly unknown[]>(handler: (...args: Args) => Promise<void> | void) =>
    async (...args: Args): Promise<void> => {
      copy();
      await handler(...args);
      copy();
    };
  ssm.create = copied(ssm.create.bind(ssm));
  ssm.update = copied(ssm.update.bind(ssm));
  ssm.delete = copied(ssm.delete.bind(ssm));
  return {
    folders,
    stop: () => {
      for (const name of ['create', 'update', 'delete']) Reflect.deleteProperty(ssm, name);
    },
  };
}

/** What each copy is once a local cloud has started on it, and after the next deployment. */
async function outcomes(folders: readonly string[], next: TemplateGiven): Promise<Set<string>> {
  const found = new Set<string>();
  for (const folder of folders) {
    const copy = new TestAccount(await cloudIn(folder, undefined, ACCOUNT));
    try {
      const { StackStatus = '', StackId = '' } = await copy
        .stack('shop')
        .catch(() => ({ StackStatus: 'gone', StackId: '' }));
      found.add(`${StackStatus}: ${await values(copy)}`);
      if (StackStatus === 'ROLLBACK_COMPLETE') await copy.delete(StackId);
      await copy
        .deploy('shop', next)
        .catch((error: Error) => expect(error.message).toContain('contain changes'));
      expect(await values(copy)).toBe(TWO);
    } finally {
      await copy.stop();
    }
  }
  return found;
}

test('a creation that was killed at any step is rolled back by the next start, and deployed by the next deployment', async () => {
  const { folders } = copies();
  await account.deploy('shop', FIRST);
  expect(folders).toHaveLength(6);
  expect(await outcomes(folders, SECOND)).toEqual(new Set(['ROLLBACK_COMPLETE: ']));
});

test('an update that was killed at any step is rolled back, or ended where only the rest was to be deleted', async () => {
  await account.deploy('shop', FIRST);
  const { folders } = copies();
  await account.deploy('shop', SECOND);
  expect(folders).toHaveLength(8);
  expect(await outcomes(folders.slice(0, 6), SECOND)).toEqual(new Set([`UPDATE_ROLLBACK_COMPLETE: ${ONE}`]));
  expect(await outcomes(folders.slice(6), SECOND)).toEqual(new Set([`UPDATE_COMPLETE: ${TWO}`]));
});

test('a rollback that was killed at any step is ended', async () => {
  await account.deploy('shop', FIRST);
  account.failOnce('shop/D');
  const { folders, stop } = copies();
  await account.deploy('shop', SECOND);
  stop();
  expect(await outcomes(folders.slice(4), SECOND)).toEqual(new Set([`UPDATE_ROLLBACK_COMPLETE: ${ONE}`]));
});

test('a deletion that was killed at any step is ended', async () => {
  await account.deploy('shop', FIRST);
  const { folders } = copies();
  await account.delete('shop');
  expect(await outcomes(folders, SECOND)).toEqual(new Set(['gone: ']));
});

test('a local cloud that is ended in order interrupts between two steps', async () => {
  const many = template('1', ...Array.from({ length: 200 }, (_, index) => `P${index}`));
  const going = account.deploy('shop', many).catch(() => undefined);
  while (!(await account.events('shop').catch(() => [])).join().includes('P3 CREATE_COMPLETE'))
    await new Promise((resolve) => setImmediate(resolve));
  await account.restart();
  await going;
  expect((await account.stack('shop')).StackStatus).toBe('ROLLBACK_COMPLETE');
  expect(await values(account)).toBe('');
});
