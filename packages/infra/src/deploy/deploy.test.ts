import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { RedshiftServerlessClient } from '@aws-sdk/client-redshift-serverless';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import { type Answers, identity, type StandIn, standIn } from '@tlc-elt/testing';
import { describe, expect, inject, test } from 'vitest';
import { temporaryFolder } from '../../test/builds.ts';
import { stageConfig } from '../config/stages.ts';
import { deploy, diff, dryRun } from './deploy.ts';
import { destroy } from './destroy.ts';
import { type Host, hostOf as readHost } from './host.ts';

const ACCOUNT = '111122223333';
const WORKGROUP = 'arn:aws:redshift-serverless:us-east-1:111122223333:workgroup/abc';

/** An account where all is as it must be. */
const good: Answers = (operation) => {
  if (operation === 'GetCallerIdentity') return { body: identity(ACCOUNT) };
  if (operation === 'GetParameter') return { body: { Parameter: { Value: '27' } } };
  if (operation === 'GetWorkgroup') return { body: { workgroup: { workgroupArn: WORKGROUP } } };
  if (operation === 'ListUsageLimits') return { body: { usageLimits: [] } };
  return { body: {} };
};

/** The assembly of a stage for the account: templates name it, nothing else differs. */
function assemblyFor(stage: string, account = ACCOUNT): string {
  const folder = join(temporaryFolder('deploy'), stage);
  cpSync(join(inject('assemblies'), stage), folder, { recursive: true });
  const manifest = join(folder, 'manifest.json');
  writeFileSync(manifest, readFileSync(manifest, 'utf8').replaceAll('123456789012', account));
  return folder;
}

interface Run {
  readonly host: Host;
  /** What the CDK was asked to do. */
  readonly cdk: (readonly string[])[];
  readonly said: string[];
}

function hostOf(
  stage: string,
  aws: StandIn | undefined,
  more: Partial<Host> = {},
  codes: number[] = [],
): Run {
  const [cdk, said]: [Run['cdk'], string[]] = [[], []];
  const options = {
    region: 'us-east-1',
    endpoint: aws?.endpoint ?? 'http://127.0.0.1:9',
    maxAttempts: 1,
    credentials: { accessKeyId: 'AKIA', secretAccessKey: 's' },
  };
  const host: Host = {
    env: {},
    config: stageConfig({ TLC_STAGE: stage }),
    assembly: assemblyFor(stage),
    cdk: async (args) => {
      cdk.push(args);
      return codes.shift() ?? 0;
    },
    clients: () => ({
      sts: new STSClient(options),
      ssm: new SSMClient(options),
      redshift: new RedshiftServerlessClient(options),
      logs: new CloudWatchLogsClient(options),
    }),
    say: (line) => void said.push(line),
    ...more,
  };
  return { host, cdk, said };
}

const stacksOf = (calls: Run['cdk']): string[] => calls.map(([command, stack]) => `${command} ${stack}`);

describe('deploying a unit', () => {
  test('deploys its stacks alone, in order, on the assembly, then sets what CloudFormation cannot', async () => {
    await using aws = await standIn(good);
    const { host, cdk, said } = hostOf('dev', aws);
    expect(await deploy(host, 'base')).toBe(0);
    const rest = ['--app', host.assembly, '--exclusively', '--no-notices', '--require-approval', 'never'];
    expect(cdk).toEqual([
      ['deploy', 'tlc-dev-storage', ...rest],
      ['deploy', 'tlc-dev-warehouse', ...rest],
    ]);
    expect(said).toEqual([`usage limit of ${WORKGROUP}: 15 RPU-hours a month, then deactivate (new)`]);
    expect(aws.received.at(-1)).toEqual({
      operation: 'CreateUsageLimit',
      input: {
        resourceArn: WORKGROUP,
        usageType: 'serverless-compute',
        period: 'monthly',
        amount: 15,
        breachAction: 'deactivate',
      },
    });
  });

  test('a usage limit that is there is left alone, or changed where it is another', async () => {
    const limit = { usageLimitId: 'l', period: 'monthly', breachAction: 'deactivate' };
    for (const [amount, last, said] of [
      [15, 'ListUsageLimits', /\(as before\)$/],
      [99, 'UpdateUsageLimit', /\(was 99, deactivate\)$/],
    ] as const) {
      await using aws = await standIn((operation, input) =>
        operation === 'ListUsageLimits'
          ? { body: { usageLimits: [{ ...limit, amount }] } }
          : good(operation, input),
      );
      const run = hostOf('dev', aws);
      await deploy(run.host, 'base');
      expect([aws.received.at(-1)?.operation, run.said]).toEqual([last, [expect.stringMatching(said)]]);
    }
  });

  test("the jobs' log groups get a retention, also those that are there", async () => {
    await using aws = await standIn((operation, input) =>
      operation === 'CreateLogGroup' && input.logGroupName.endsWith('/error')
        ? { status: 400, body: { __type: 'ResourceAlreadyExistsException', message: 'it exists' } }
        : good(operation, input),
    );
    const { host } = hostOf('prod', aws);
    expect(await deploy(host, 'jobs')).toBe(0);
    const set = aws.received
      .filter(({ operation }) => operation === 'PutRetentionPolicy')
      .map(({ input }) => input);
    expect(set).toEqual(
      ['python-jobs/output', 'python-jobs/error', 'jobs/output', 'jobs/error', 'jobs/logs-v2'].map(
        (name) => ({
          logGroupName: `/aws-glue/${name}`,
          retentionInDays: 365,
        }),
      ),
    );
  });

  test("the jobs' log groups keep the longer retention of another stage", async () => {
    await using aws = await standIn((operation, { logGroupNamePrefix: logGroupName }) =>
      operation === 'DescribeLogGroups'
        ? { body: { logGroups: [{ logGroupName, retentionInDays: 365 }] } }
        : good(operation, {}),
    );
    const { host, said } = hostOf('dev', aws);
    expect(await deploy(host, 'jobs')).toBe(0);
    expect(aws.received.filter(({ operation }) => operation === 'PutRetentionPolicy')).toEqual([]);
    expect(said).toEqual(["Glue's 5 log groups of the account keep 365 days"]);
  });

  test('a stack that fails ends it: nothing after it is deployed or set', async () => {
    await using aws = await standIn(good);
    const { host, cdk, said } = hostOf('dev', aws, {}, [1]);
    expect(await deploy(host, 'base')).toBe(1);
    expect([stacksOf(cdk), said]).toEqual([['deploy tlc-dev-storage'], []]);
  });
});

describe('refused early, before anything is deployed', () => {
  const refusals: [
    string,
    { stage?: string; answers?: Answers; env?: Record<string, string>; account?: string },
    RegExp,
  ][] = [
    ['stage local', { stage: 'local' }, /^stage local is not on AWS.*TLC_STAGE=dev/],
    [
      'an endpoint that leads elsewhere',
      { env: { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1' } },
      /^stage dev is on AWS, but AWS_ENDPOINT_URL_S3=http:\/\/127.0.0.1:1 would lead elsewhere. unset AWS_ENDPOINT_URL_S3$/,
    ],
    [
      'an emulator that is not on this machine',
      { env: { AWS_ENDPOINT_URL: 'http://10.0.0.1:4666' } },
      /^stage dev is on AWS, but AWS_ENDPOINT_URL=http:\/\/10.0.0.1:4666 would lead elsewhere. unset AWS_ENDPOINT_URL$/,
    ],
    ['a stage without account', { account: '123456789012' }, /^stage dev has no account.*TLC_ACCOUNT_DEV/],
    [
      'no credentials',
      {
        answers: () => ({
          status: 403,
          body: '<ErrorResponse><Error><Code>InvalidClientTokenId</Code><Message>The security token is invalid</Message></Error></ErrorResponse>',
        }),
      },
      /^there are no credentials of AWS that work \(InvalidClientTokenId: The security token is invalid\). Sign in/,
    ],
    [
      'the account of another stage',
      { answers: () => ({ body: identity('999988887777') }) },
      /^stage dev belongs to account 111122223333, and these credentials are of account 999988887777\./,
    ],
    [
      'an account that is not bootstrapped',
      {
        answers: (operation, input) =>
          operation === 'GetParameter'
            ? { status: 400, body: { __type: 'ParameterNotFound' } }
            : good(operation, input),
      },
      /^account 111122223333 is not bootstrapped for the CDK in us-east-1\. .*pnpm cdk bootstrap aws:\/\/111122223333\/us-east-1$/,
    ],
    [
      'a bootstrap that is too old',
      {
        answers: (operation, input) =>
          operation === 'GetParameter' ? { body: { Parameter: { Value: '5' } } } : good(operation, input),
      },
      /is of version 5, 6 is the least/,
    ],
  ];

  test.each(refusals)('%s', async (_, { stage = 'dev', answers = good, env = {}, account }, sentence) => {
    await using aws = await standIn(answers);
    const run = hostOf(stage, aws, { env, ...(account ? { assembly: assemblyFor(stage, account) } : {}) });
    for (const command of [deploy, diff])
      await expect(command(run.host, 'trigger')).rejects.toThrow(
        expect.objectContaining({ name: 'Refusal', message: expect.stringMatching(sentence) }),
      );
    expect(run.cdk).toEqual([]);
  });

  test('a stage that was not synthesized', async () => {
    const { host } = hostOf('dev', undefined, { assembly: '/nowhere' });
    await expect(deploy(host, 'trigger')).rejects.toThrow(/no assembly. Synthesize first/);
  });
});

test("AWS's clients and the CDK get the profile that .env names, unless the shell has another", () => {
  const file = join(temporaryFolder('dotenv'), '.env');
  writeFileSync(file, 'TLC_STAGE=dev\nAWS_PROFILE=work\nTLC_REGION=eu-central-1\nTLC_ACCOUNT_DEV=\n');
  const bare: NodeJS.ProcessEnv = {};
  expect(readHost(bare, file).config).toMatchObject({ stage: 'dev', region: 'eu-central-1' });
  expect(bare).toEqual({ TLC_STAGE: 'dev', AWS_PROFILE: 'work', TLC_REGION: 'eu-central-1' });
  const own: NodeJS.ProcessEnv = { AWS_PROFILE: 'mine' };
  readHost(own, file);
  expect(own.AWS_PROFILE).toBe('mine');
});

test('a dry run says what would happen and asks nobody', () => {
  const { host, said, cdk } = hostOf('dev', undefined);
  dryRun(host, 'jobs');
  expect(said[0]).toMatch(
    /^would deploy tlc-dev-jobs to 111122223333\/us-east-1: \d+ resources, template [0-9a-f]{12}$/,
  );
  expect(said.filter((line) => /would publish asset/.test(line)).length).toBeGreaterThanOrEqual(2);
  expect(said.slice(-2)).toEqual([
    `  by: cdk deploy tlc-dev-jobs --app ${host.assembly} --exclusively --no-notices --require-approval never`,
    "  then: give Glue's log groups a retention",
  ]);
  expect(cdk).toEqual([]);
});

describe('destroying a stage', () => {
  const order = [
    'observability',
    'trigger',
    'pipeline',
    'write-passport',
    'check-source',
    'jobs',
    'warehouse',
    'storage',
  ];

  test('removes its stacks, the last deployed first', async () => {
    await using aws = await standIn(good);
    const { host, cdk, said } = hostOf('dev', aws);
    expect(await destroy(host, async () => undefined)).toBe(0);
    expect(stacksOf(cdk)).toEqual(order.map((concern) => `destroy tlc-dev-${concern}`));
    expect(said).toEqual(['the stage is gone, with its data']);
  });

  test.each([undefined, '', 'yes', 'dev'])('prod is not removed by the answer %j', async (answer) => {
    await using aws = await standIn(good);
    const { host, cdk } = hostOf('prod', aws);
    await expect(destroy(host, async () => answer)).rejects.toThrow(/removed only by whoever types its name/);
    expect(cdk).toEqual([]);
  });

  test('prod is removed by its name, and its data are kept', async () => {
    await using aws = await standIn(good);
    const { host, cdk, said } = hostOf('prod', aws);
    expect(await destroy(host, async () => 'prod\n')).toBe(0);
    expect(stacksOf(cdk)).toEqual(order.map((concern) => `destroy tlc-prod-${concern}`));
    expect(said[0]).toMatch(/are kept/);
  });
});
