import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Stack } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { ListUsageLimitsCommand, RedshiftServerlessClient } from '@aws-sdk/client-redshift-serverless';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { resourceNames } from '@tlc-elt/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EmptyAccount } from '../src/deployment/account.ts';
import { fileOf, generate, publish } from '../src/months.ts';

const MINUTES = 60_000;
const MONTH = '2026-08';

let folder = '';
let published = '';
let account: EmptyAccount;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tlc-deployment-'));
  published = join(folder, 'published');
  const generated = await generate(join(folder, 'generated'), MONTH, 2_000);
  await publish(generated, published, MONTH, { select: 'SELECT * FROM {source}' }); // no generated one: dev takes none
  account = await EmptyAccount.start(published);
}, 10 * MINUTES);
afterAll(async () => {
  await account?.remove();
  await rm(folder, { recursive: true });
});

/** docs/deploy.md's table: what stands in one row is deployed side by side. */
const ROWS = [
  ['storage'],
  ['warehouse'],
  ['check-source', 'jobs', 'write-passport'],
  ['pipeline'],
  ['trigger'],
  ['observability'],
];
const named = (stage: string) => ROWS.map((row) => row.map((concern) => `tlc-${stage}-${concern}`));
/** Names of stacks in the order given, in the rows of that table. */
const inRows = (stacks: readonly Stack[]) =>
  ROWS.map(({ length }, row) => {
    const before = ROWS.slice(0, row).flat().length;
    return stacks
      .slice(before, before + length)
      .map(({ StackName = '' }) => StackName)
      .sort();
  });
const stacksOf = async (stage: string) =>
  (await account.stacks()).filter(({ StackName = '' }) => StackName.startsWith(`tlc-${stage}-`));

/** ARN of the month's run, once it waits for its publication. */
async function waits(month: string): Promise<string> {
  for (let tries = 0; tries < 100; tries += 1) {
    const { executions } = JSON.parse(await account.clone.succeeds('-s', 'ops', 'status', '--json')) as {
      executions: { name: string; state: string; status: string }[];
    };
    const going = executions.find(({ name, status }) => name.includes(month) && status === 'RUNNING');
    if (going?.state === 'WaitForPublication')
      return `arn:aws:states:us-east-1:111111111111:execution:${resourceNames('dev').stateMachine}:${going.name}`;
  }
  throw new Error(`no run of ${month} waits`);
}

describe('stage dev, from an empty account', () => {
  let dry = '';
  beforeAll(() => account.choose('dev'));

  test(
    'an account without the CDK’s bootstrap is refused with the command that makes it, which works',
    async () => {
      account.clone.env.TLC_DRY_RUN = '1';
      dry = await account.clone.succeeds('turbo', 'deploy');
      delete account.clone.env.TLC_DRY_RUN;
      const refused = await account.infra('deploy', 'base');
      expect([refused.code, refused.stderr]).toEqual([
        3,
        expect.stringMatching(/not bootstrapped.*cdk bootstrap aws:\/\/111111111111\/us-east-1/),
      ]);
      const { code, stderr } = await account.cdk('bootstrap', 'aws://111111111111/us-east-1');
      expect([code, code === 0 ? '' : stderr]).toEqual([0, '']);
    },
    5 * MINUTES,
  );

  test(
    'turbo deploy makes every stack in the documented order, with usage limit and log retention',
    async () => {
      await account.clone.succeeds('turbo', 'deploy');
      const stacks = await stacksOf('dev');
      expect(inRows(stacks)).toEqual(named('dev'));
      expect(new Set(stacks.map(({ StackStatus }) => StackStatus))).toEqual(new Set(['CREATE_COMPLETE']));
      const limits = await new RedshiftServerlessClient(account.client).send(new ListUsageLimitsCommand({}));
      expect(limits.usageLimits).toMatchObject([{ period: 'monthly', breachAction: 'deactivate' }]);
      const groups = await new CloudWatchLogsClient(account.client).send(
        new DescribeLogGroupsCommand({ logGroupNamePrefix: '/aws-glue/' }),
      );
      expect(groups.logGroups?.map(({ retentionInDays }) => retentionInDays)).toEqual(
        groups.logGroups?.map(() => 30),
      );
    },
    10 * MINUTES,
  );

  test('the dry run said what was done', async () => {
    for (const stack of named('dev').flat()) {
      const resources = await account.resources(stack);
      expect(dry).toContain(`would deploy ${stack} to 111111111111/us-east-1: ${resources} resources,`);
    }
  });

  test(
    'what is deployed runs',
    async () => {
      await account.clone.succeeds('ops', 'doctor');
      await account.clone.succeeds('ops', 'run', MONTH);
      expect(await account.clone.succeeds('ops', 'verify', MONTH)).toMatch(/2026-08.* ok /);
    },
    5 * MINUTES,
  );

  test(
    'the same again changes nothing',
    async () => {
      expect(await account.changedBy(() => account.clone.succeeds('turbo', 'deploy'))).toEqual([]);
    },
    10 * MINUTES,
  );

  test(
    'a run that waits lives through a deployment of what changed, and loads by the new scripts',
    async () => {
      const later = '2026-09';
      const watching = account.clone.succeeds('ops', 'run', later);
      const execution = await waits(later);
      account.clone.edit('glue-scripts/tlc_elt/ingest/run.py', '"downloading"', '"fetching"');
      account.clone.edit('apps/trigger/src/index.ts', "'already running'", "'running already'");
      const deploy = () => account.clone.succeeds('turbo', 'deploy');
      expect(await account.changedBy(deploy)).toEqual(['tlc-dev-jobs', 'tlc-dev-trigger']);
      account.clone.edit('apps/check-source/src/index.ts', "info('plan'", "info('planned'");
      account.clone.edit(
        'packages/infra/src/pipeline/pipeline.asl.json',
        'One source month:',
        'A source month:',
      );
      expect(await account.changedBy(deploy)).toEqual(['tlc-dev-check-source', 'tlc-dev-pipeline']);

      await publish(fileOf(published, MONTH), published, later, {
        select: `SELECT * REPLACE (tpep_pickup_datetime + INTERVAL 31 DAY AS tpep_pickup_datetime,
        tpep_dropoff_datetime + INTERVAL 31 DAY AS tpep_dropoff_datetime) FROM {source}`,
      });
      await account.clone.succeeds('local', 'wake', execution, '--stage', 'local'); // the day is over
      expect(await watching).toMatch(/^succeeded: yellow-2026-09-r1/);
      expect(await account.clone.succeeds('ops', 'verify', later)).toMatch(/2026-09.* ok /);
      expect(await account.clone.succeeds('ops', 'logs', later)).toMatch(/"event": "fetching"/);
    },
    10 * MINUTES,
  );

  test(
    'what is left of a destroyed stage is what docs/deploy.md says, and it is deployed again',
    async () => {
      await account.clone.succeeds('run', 'destroy');
      expect((await account.stacks()).map(({ StackName }) => StackName)).toEqual(['CDKToolkit']);
      const { Buckets = [] } = await new S3Client(account.client).send(new ListBucketsCommand({}));
      expect(Buckets.map(({ Name }) => Name)).toEqual(['cdk-hnb659fds-assets-111111111111-us-east-1']);
      const { logGroups = [] } = await new CloudWatchLogsClient(account.client).send(
        new DescribeLogGroupsCommand({}),
      );
      expect(logGroups.filter(({ logGroupName = '' }) => !logGroupName.startsWith('/aws-glue/'))).toEqual([]);
      await account.clone.succeeds('turbo', 'deploy');
      await account.clone.succeeds('ops', 'run', MONTH);
    },
    10 * MINUTES,
  );
});
