import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { stackConcerns, stackName } from '../src/config/stacks.ts';
import { Account, ASSETS } from './empty-account.ts';

let account: Account;
beforeAll(async () => {
  account = await Account.start();
}, 60_000);
afterAll(() => account?.stop(), 60_000);

/** Names of all buckets but the bootstrap's, and of all log groups, sorted. */
async function bucketsAndGroups(): Promise<string[]> {
  const s3 = new S3Client({ ...account.client, forcePathStyle: true });
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  const logs = new CloudWatchLogsClient(account.client);
  const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({}));
  const names = [...Buckets.map(({ Name }) => Name), ...logGroups.map(({ logGroupName }) => logGroupName)];
  return names.filter((name) => name !== undefined && name !== ASSETS).sort() as string[];
}

test.each(['dev', 'prod'] as const)(
  'the failure of each resource of %s in turn is rolled back whole, and the stack is created all the same',
  async (stage) => {
    const assembly = join(inject('assemblies'), stage);
    await account.publish(assembly);
    for (const concern of stackConcerns) {
      const stack = stackName(stage, concern);
      const template = readFileSync(join(assembly, `${stack}.template.json`), 'utf8');
      const { Resources } = JSON.parse(template) as { Resources: object };
      for (const logicalId of Object.keys(Resources)) {
        await account.failOnce(`${stack}/${logicalId}`);
        expect([logicalId, await account.create(stack)]).toEqual([logicalId, 'ROLLBACK_COMPLETE']);
        expect([logicalId, await account.remove(stack)]).toEqual([logicalId, undefined]);
      }
      expect([stack, await account.create(stack)]).toEqual([stack, 'CREATE_COMPLETE']);
    }
    const made = await account.resources(stage);
    expect(new Set(made.map(({ ResourceStatus }) => ResourceStatus))).toEqual(new Set(['CREATE_COMPLETE']));
    const own = made.filter(({ ResourceType }) =>
      ['AWS::S3::Bucket', 'AWS::Logs::LogGroup'].includes(ResourceType ?? ''),
    );
    expect(await bucketsAndGroups()).toEqual(own.map(({ PhysicalResourceId }) => PhysicalResourceId).sort());
    for (const concern of [...stackConcerns].reverse()) await account.remove(stackName(stage, concern));
  },
  600_000,
);
