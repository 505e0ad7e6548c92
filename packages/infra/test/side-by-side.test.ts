import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GlueClient, StartJobRunCommand } from '@aws-sdk/client-glue';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ExecuteStatementCommand, RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { bucketNames, DATABASE, parameterNames, resourceNames, type Stage } from '@tlc-elt/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApp } from '../src/app.ts';
import { stackConcerns, stackName } from '../src/config/stacks.ts';
import { NO_ACCOUNT, stageConfig } from '../src/config/stages.ts';
import { fakeBuilds, temporaryFolder } from './builds.ts';
import { Account, type Template } from './empty-account.ts';

const REGION = 'us-east-1';
const arn = (service: string, rest: string): string => `arn:aws:${service}:${REGION}:${NO_ACCOUNT}:${rest}`;

/** Lets the account's administrator assume each role as well, so that a test has its credentials. */
function lendRoles({ Resources }: Template): void {
  for (const { Type, Properties } of Object.values(Resources))
    if (Type === 'AWS::IAM::Role')
      (Properties.AssumeRolePolicyDocument as { Statement: object[] }).Statement.push({
        Effect: 'Allow',
        Principal: { AWS: NO_ACCOUNT },
        Action: 'sts:AssumeRole',
      });
}

/** An assembly of the stage that has the roles of what is off by default too. */
function withEveryRole(stage: Stage): string {
  const folder = temporaryFolder('side-by-side');
  const env = { TLC_STAGE: stage, TLC_CHAT: 'webhook', TLC_OPENLINEAGE_URL: 'https://lineage.example' };
  createApp(stageConfig(env), fakeBuilds(), folder).synth();
  return folder;
}

let account: Account;
beforeAll(async () => {
  account = await Account.start();
  for (const stage of ['dev', 'prod'] as const) {
    await account.publish(withEveryRole(stage), lendRoles);
    for (const concern of stackConcerns)
      expect([stage, concern, await account.create(stackName(stage, concern))]).toEqual([
        stage,
        concern,
        'CREATE_COMPLETE',
      ]);
  }
}, 120_000);
afterAll(() => account?.stop(), 60_000);

type Client = Account['client'];

/** What somebody could reach of a stage: its data, jobs, functions, runs, logs, parameters and its warehouse. */
function reaching(stage: Stage, client: Client): Record<string, () => Promise<unknown>> {
  const names = resourceNames(stage);
  const buckets = bucketNames(stage, NO_ACCOUNT, REGION);
  const s3 = new S3Client({ ...client, forcePathStyle: true });
  const of = <T extends object>(things: T, kind: string, reach: (name: string) => () => Promise<unknown>) =>
    Object.entries(things).map(([key, name]) => [`${kind} ${key}`, reach(String(name))] as const);
  const functions = { checkSource: names.checkSource, trigger: names.trigger };
  return Object.fromEntries([
    ...of(buckets, 'list', (Bucket) => () => s3.send(new ListObjectsV2Command({ Bucket }))),
    ...of(buckets, 'read', (Bucket) => () => s3.send(new GetObjectCommand({ Bucket, Key: 'yellow/a' }))),
    ...of(
      buckets,
      'write',
      (Bucket) => () => s3.send(new PutObjectCommand({ Bucket, Key: 'yellow/a', Body: 'a' })),
    ),
    ...of(
      names.jobs,
      'start',
      (JobName) => () => new GlueClient(client).send(new StartJobRunCommand({ JobName })),
    ),
    ...of(
      functions,
      'call',
      (FunctionName) => () =>
        new LambdaClient(client).send(new InvokeCommand({ FunctionName, InvocationType: 'DryRun' })),
    ),
    ...of(
      functions,
      'read logs of',
      (name) => () =>
        new CloudWatchLogsClient(client).send(
          new FilterLogEventsCommand({ logGroupName: `/aws/lambda/${name}` }),
        ),
    ),
    ...of(
      { month: names.stateMachine },
      'run',
      (name) => () =>
        new SFNClient(client).send(
          new StartExecutionCommand({ stateMachineArn: arn('states', `stateMachine:${name}`), input: '{}' }),
        ),
    ),
    ...of(
      { topic: names.topic },
      'publish to',
      (name) => () =>
        new SNSClient(client).send(new PublishCommand({ TopicArn: arn('sns', name), Message: 'm' })),
    ),
    ...of(
      { warehouse: names.workgroup },
      'query',
      (WorkgroupName) => () =>
        new RedshiftDataClient(client).send(
          new ExecuteStatementCommand({ WorkgroupName, Database: DATABASE, Sql: 'SELECT 1' }),
        ),
    ),
    ...of(
      { parameter: parameterNames(stage).sourceBaseUrl },
      'read',
      (Name) => () => new SSMClient(client).send(new GetParameterCommand({ Name })),
    ),
  ]);
}

/** Names of what the credentials reach of a stage: whatever is not refused for want of a permission. */
async function reached(stage: Stage, client: Client): Promise<string[]> {
  const tried = await Promise.all(
    Object.entries(reaching(stage, client)).map(async ([name, reach]) => {
      const refusal = await reach().then(
        () => '',
        (error: Error) => error.name,
      );
      return /^(AccessDenied|AuthorizationError)/.test(refusal) ? [] : [name];
    }),
  );
  return tried.flat().sort();
}

/** What the roles of a stage reach of their own, all together. */
const REACHED = [
  'call checkSource',
  'call trigger',
  'list processed',
  'list raw',
  'list scripts',
  'publish to topic',
  'query warehouse',
  'read parameter',
  'read processed',
  'read raw',
  'read scripts',
  'run month',
  'start IngestRaw',
  'start LoadRedshift',
  'start TransformTrips',
  'write processed',
  'write raw',
];

test.each([
  ['dev', 'prod'],
  ['prod', 'dev'],
] as const)(
  'the roles of %s reach what is theirs, and nothing of %s in the same account',
  async (own, other) => {
    const everything = new Set<string>();
    for (const role of Object.values(resourceNames(own).roles)) {
      const RoleArn = `arn:aws:iam::${NO_ACCOUNT}:role/${role}`;
      const { Credentials } = await new STSClient(account.client).send(
        new AssumeRoleCommand({ RoleArn, RoleSessionName: 'side-by-side' }),
      );
      const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
      const credentials = {
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        sessionToken: SessionToken,
      };
      const client = { ...account.client, credentials };
      expect([role, await reached(other, client)]).toEqual([role, []]);
      for (const name of await reached(own, client)) everything.add(name);
    }
    expect([...everything].sort()).toEqual(REACHED);
  },
);
