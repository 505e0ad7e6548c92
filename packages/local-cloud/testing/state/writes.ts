import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudWatchClient, ListMetricsCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { GetJobRunsCommand, GlueClient, StartJobRunCommand } from '@aws-sdk/client-glue';
import { CreatePolicyCommand, IAMClient, ListPoliciesCommand } from '@aws-sdk/client-iam';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  ExecuteStatementCommand,
  ListStatementsCommand,
  RedshiftDataClient,
} from '@aws-sdk/client-redshift-data';
import {
  CreateUsageLimitCommand,
  ListUsageLimitsCommand,
  RedshiftServerlessClient,
} from '@aws-sdk/client-redshift-serverless';
import {
  CreateMultipartUploadCommand,
  GetBucketTaggingCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutBucketTaggingCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import {
  CreateStateMachineCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  ListTagsForResourceCommand,
  SFNClient,
  StartExecutionCommand,
  TagResourceCommand,
} from '@aws-sdk/client-sfn';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ListQueuesCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { GetParametersByPathCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { publishedMessages } from '../../src/command/messages.ts';
import type { Stage } from './stage.ts';

/** One kind of write: what makes the n-th, and how many are kept. */
export interface Write {
  readonly title: string;
  /** No file may grow over this many bytes while the disk is full. */
  readonly room: number;
  write(stage: Stage, n: number): Promise<unknown>;
  kept(stage: Stage): Promise<number>;
}

const STATES = 'arn:aws:states:us-east-1:000000000000:stateMachine';
const TOPIC = 'arn:aws:sns:us-east-1:000000000000:topic';
const ASSUMED_ROLE = 'arn:aws:iam::000000000000:role/assumed';
const MACHINE_ROLE = 'arn:aws:iam::000000000000:role/machine';
const LIMITED = {
  resourceArn: 'arn:aws:redshift-serverless:us-east-1:000000000000:workgroup/shop',
  usageType: 'serverless-compute',
} as const;
const PLACE = { Database: 'dw', WorkgroupName: 'shop' };
const queueUrl = ({ client }: Stage): string => `${client.endpoint}/000000000000/tasks`;

const count = (list: readonly unknown[] | undefined): number => list?.length ?? 0;
const tags = (n: number) => Array.from({ length: n }, (_, index) => ({ Key: `k${index}`, Value: 'v' }));

const object = (title: string, prefix: string, bytes: number, room: number): Write => ({
  title,
  room,
  write: ({ client }, n) =>
    new S3Client(client).send(
      new PutObjectCommand({ Bucket: 'lake', Key: `${prefix}/${n}`, Body: Buffer.alloc(bytes, 'x') }),
    ),
  kept: async ({ client }) => {
    const at = { Bucket: 'lake', Prefix: `${prefix}/` };
    const { Contents = [] } = await new S3Client(client).send(new ListObjectsV2Command(at));
    if (Contents.some(({ Size }) => Size !== bytes))
      throw new Error(`half an object: ${JSON.stringify(Contents)}`);
    return Contents.length;
  },
});

/** The first upload of the bucket `lake` of this key, begun where there is none. */
async function uploadId(s3: S3Client, Key: string): Promise<string | undefined> {
  const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket: 'lake', Prefix: Key }));
  return (
    Uploads[0]?.UploadId ??
    (await s3.send(new CreateMultipartUploadCommand({ Bucket: 'lake', Key }))).UploadId
  );
}

/** Every kind of write of the local cloud's own files. */
export const WRITES: readonly Write[] = [
  object('an object: its line in the journal', 'empty', 0, 1),
  object('an object: its last bytes', 'large', 1_500_000, 1_200_000),
  {
    title: 'a part of an upload',
    room: 1,
    write: async ({ client }, n) => {
      const s3 = new S3Client(client);
      const at = { Bucket: 'lake', Key: 'parts', UploadId: await uploadId(s3, 'parts') };
      return s3.send(new UploadPartCommand({ ...at, PartNumber: n, Body: 'part' }));
    },
    kept: async ({ client }) => {
      const s3 = new S3Client(client);
      const at = { Bucket: 'lake', Key: 'parts', UploadId: await uploadId(s3, 'parts') };
      return count((await s3.send(new ListPartsCommand(at))).Parts);
    },
  },
  {
    title: 'an upload',
    room: 1,
    write: ({ client }) =>
      new S3Client(client).send(new CreateMultipartUploadCommand({ Bucket: 'lake', Key: 'upload' })),
    kept: async ({ client }) => {
      const at = { Bucket: 'lake', Prefix: 'upload' };
      return count((await new S3Client(client).send(new ListMultipartUploadsCommand(at))).Uploads);
    },
  },
  {
    title: 'a session of a role',
    room: 1,
    write: ({ client }, n) =>
      new STSClient(client).send(
        new AssumeRoleCommand({ RoleArn: ASSUMED_ROLE, RoleSessionName: `session-${n}` }),
      ),
    kept: async ({ folders }) => {
      const keys = JSON.parse(readFileSync(join(folders.state, 'keys.json'), 'utf8')) as unknown[];
      return keys.length - 1; // the operator's own stand there too
    },
  },
  {
    title: 'a policy that a client created',
    room: 1,
    write: ({ client }, n) =>
      new IAMClient(client).send(
        new CreatePolicyCommand({ PolicyName: `made-${n}`, PolicyDocument: '{"Statement":[]}' }),
      ),
    kept: async ({ client }) => {
      const { Policies = [] } = await new IAMClient(client).send(new ListPoliciesCommand({ Scope: 'Local' }));
      return Policies.filter(({ PolicyName }) => PolicyName?.startsWith('made-')).length;
    },
  },
  {
    title: "a bucket's tags",
    room: 1,
    write: ({ client }, n) =>
      new S3Client(client).send(
        new PutBucketTaggingCommand({ Bucket: 'lake', Tagging: { TagSet: tags(n) } }),
      ),
    kept: async ({ client }) =>
      count((await new S3Client(client).send(new GetBucketTaggingCommand({ Bucket: 'lake' }))).TagSet),
  },
  {
    title: 'a message of a queue',
    room: 1,
    write: (stage, n) =>
      new SQSClient(stage.client).send(
        new SendMessageCommand({ QueueUrl: queueUrl(stage), MessageBody: String(n) }),
      ),
    kept: async (stage) => {
      const asked = { QueueUrl: queueUrl(stage), AttributeNames: ['ApproximateNumberOfMessages' as const] };
      const { Attributes } = await new SQSClient(stage.client).send(new GetQueueAttributesCommand(asked));
      return Number(Attributes?.ApproximateNumberOfMessages);
    },
  },
  {
    title: 'a queue',
    room: 1,
    write: ({ client }, n) => new SQSClient(client).send(new CreateQueueCommand({ QueueName: `made-${n}` })),
    kept: async ({ client }) =>
      count(
        (await new SQSClient(client).send(new ListQueuesCommand({ QueueNamePrefix: 'made-' }))).QueueUrls,
      ),
  },
  {
    title: 'a parameter',
    room: 1,
    write: ({ client }, n) =>
      new SSMClient(client).send(new PutParameterCommand({ Name: `/put/${n}`, Type: 'String', Value: 'v' })),
    kept: async ({ client }) =>
      count((await new SSMClient(client).send(new GetParametersByPathCommand({ Path: '/put' }))).Parameters),
  },
  {
    title: 'a message of a topic',
    room: 1,
    write: ({ client }, n) =>
      new SNSClient(client).send(new PublishCommand({ TopicArn: TOPIC, Message: String(n) })),
    kept: async ({ folders }) => publishedMessages(folders).length,
  },
  {
    title: 'a log group and a stream whose names are too long for files',
    room: 2,
    write: async ({ client }, n) => {
      const logs = new CloudWatchLogsClient(client);
      const logGroupName = `${'#'.repeat(300)}${n}`;
      await logs.send(new CreateLogGroupCommand({ logGroupName }));
      return logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName: '/'.repeat(300) }));
    },
    kept: async ({ client }) => {
      const logs = new CloudWatchLogsClient(client);
      const asked = new DescribeLogGroupsCommand({ logGroupNamePrefix: '##' });
      return count((await logs.send(asked)).logGroups);
    },
  },
  {
    title: 'log events',
    room: 1,
    write: async ({ client }, n) => {
      const logs = new CloudWatchLogsClient(client);
      const at = { logGroupName: 'group', logStreamName: 'events' };
      if (n === 1) {
        await logs.send(new CreateLogGroupCommand({ logGroupName: 'group' }));
        await logs.send(new CreateLogStreamCommand(at));
      }
      const logEvents = [{ timestamp: Date.now(), message: String(n) }];
      return logs.send(new PutLogEventsCommand({ ...at, logEvents }));
    },
    kept: async ({ client }) =>
      count(
        (
          await new CloudWatchLogsClient(client).send(
            new GetLogEventsCommand({ logGroupName: 'group', logStreamName: 'events', startFromHead: true }),
          )
        ).events,
      ),
  },
  {
    title: 'a metric',
    room: 1,
    write: ({ client }, n) =>
      new CloudWatchClient(client).send(
        new PutMetricDataCommand({ Namespace: 'put', MetricData: [{ MetricName: `m${n}`, Value: n }] }),
      ),
    kept: async ({ client }) =>
      count((await new CloudWatchClient(client).send(new ListMetricsCommand({ Namespace: 'put' }))).Metrics),
  },
  {
    title: 'a usage limit',
    room: 1,
    write: ({ client }, n) =>
      new RedshiftServerlessClient(client).send(
        new CreateUsageLimitCommand({ ...LIMITED, period: n === 1 ? 'daily' : 'monthly', amount: n }),
      ),
    kept: async ({ client }) =>
      count((await new RedshiftServerlessClient(client).send(new ListUsageLimitsCommand({}))).usageLimits),
  },
  {
    title: 'the retention of a log group',
    room: 1,
    write: async ({ client }, n) => {
      const [logs, logGroupName] = [new CloudWatchLogsClient(client), `kept-${n}`];
      await logs.send(new CreateLogGroupCommand({ logGroupName })).catch(() => undefined);
      return logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: n === 1 ? 1 : 3 }));
    },
    kept: async ({ client }) => {
      const { logGroups = [] } = await new CloudWatchLogsClient(client).send(
        new DescribeLogGroupsCommand({ logGroupNamePrefix: 'kept-' }),
      );
      return count(logGroups.filter(({ retentionInDays }) => retentionInDays !== undefined));
    },
  },
  {
    title: 'an execution',
    room: 1,
    write: ({ client }, n) =>
      new SFNClient(client).send(
        new StartExecutionCommand({ stateMachineArn: `${STATES}:wait`, name: `run-${n}`, input: '{}' }),
      ),
    kept: async ({ client }) => {
      const at = { stateMachineArn: `${STATES}:wait` };
      return count((await new SFNClient(client).send(new ListExecutionsCommand(at))).executions);
    },
  },
  {
    title: 'a state machine',
    room: 1,
    write: ({ client }, n) =>
      new SFNClient(client).send(
        new CreateStateMachineCommand({
          name: `made-${n}`,
          roleArn: MACHINE_ROLE,
          definition: JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } }),
        }),
      ),
    kept: async ({ client }) => {
      const { stateMachines = [] } = await new SFNClient(client).send(new ListStateMachinesCommand({}));
      return stateMachines.filter(({ name }) => name?.startsWith('made-')).length;
    },
  },
  {
    title: "a state machine's tags",
    room: 1,
    write: ({ client }, n) =>
      new SFNClient(client).send(
        new TagResourceCommand({
          resourceArn: `${STATES}:pass`,
          tags: tags(n).map(({ Key: key, Value: value }) => ({ key, value })),
        }),
      ),
    kept: async ({ client }) => {
      const at = { resourceArn: `${STATES}:pass` };
      const { tags: all = [] } = await new SFNClient(client).send(new ListTagsForResourceCommand(at));
      return all.filter(({ key }) => key !== 'team').length;
    },
  },
  {
    title: 'a statement',
    room: 1,
    write: ({ client }) =>
      new RedshiftDataClient(client).send(
        new ExecuteStatementCommand({ ...PLACE, Sql: 'SELECT 1', WaitTimeSeconds: 30 }),
      ),
    kept: async ({ client }) =>
      count(
        (await new RedshiftDataClient(client).send(new ListStatementsCommand({ Status: 'ALL' }))).Statements,
      ),
  },
  {
    title: 'an event for a function',
    room: 1,
    write: ({ client }) =>
      new LambdaClient(client).send(
        new InvokeCommand({ FunctionName: 'fn', InvocationType: 'Event', Payload: '{}' }),
      ),
    kept: async ({ client }) => {
      const at = { logGroupName: '/aws/lambda/fn', filterPattern: 'START' };
      const { events } = await new CloudWatchLogsClient(client)
        .send(new FilterLogEventsCommand(at))
        .catch(() => ({ events: [] })); // the group comes with its first line
      return count(events);
    },
  },
  {
    title: 'a run of a job',
    room: 1,
    write: ({ client }) => new GlueClient(client).send(new StartJobRunCommand({ JobName: 'job' })),
    kept: async ({ client }) =>
      count((await new GlueClient(client).send(new GetJobRunsCommand({ JobName: 'job' }))).JobRuns),
  },
];
