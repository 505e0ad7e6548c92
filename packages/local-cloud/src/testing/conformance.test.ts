import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clientEnv } from '../command/client-env.ts';
import { PythonEnvironments } from '../services/glue/python/environment.ts';
import { supportTables } from '../support/tables.ts';
import { role, type TemplateCloud, templateCloud } from './template-cloud.ts';

const SHARED = process.env.TLC_SHARED_DIR ?? resolve(import.meta.dirname, '../../../../.local');
const BOTO = 'boto3==1.43.11';
const TOPIC = 'arn:aws:sns:us-east-1:000000000000:topic';
const TIMES = { StartTime: '2026-01-01T00:00:00Z', EndTime: '2026-01-02T00:00:00Z' };

/** A call of every operation that is served; what owners of other services test themselves is not walked here. */
const calls: { [service: string]: { [operation: string]: object } } = {
  cloudformation: {
    DescribeStacks: {},
    ListStacks: {},
    DescribeStackResources: { StackName: 'stack' },
    DescribeStackResource: { StackName: 'stack', LogicalResourceId: 'Topic' },
    ListStackResources: { StackName: 'stack' },
    GetTemplate: { StackName: 'stack' },
  },
  events: {
    PutEvents: { Entries: [{ Source: 'a', DetailType: 'b', Detail: '{}' }] },
    ListRules: {},
    DescribeRule: { Name: 'rule' },
    ListTargetsByRule: { Rule: 'rule' },
  },
  glue: {
    GetJob: { JobName: 'job' },
    GetJobs: {},
    ListJobs: {},
    StartJobRun: { JobName: 'job' },
    GetJobRuns: { JobName: 'job' },
    BatchStopJobRun: { JobName: 'job', JobRunIds: ['jr_none'] },
  },
  lambda: {
    GetFunction: { FunctionName: 'fn' },
    GetFunctionConfiguration: { FunctionName: 'fn' },
    ListFunctions: {},
    Invoke: { FunctionName: 'fn', Payload: '{}' },
  },
  logs: {
    CreateLogGroup: { logGroupName: 'made' },
    CreateLogStream: { logGroupName: 'made', logStreamName: 's' },
    PutLogEvents: { logGroupName: 'made', logStreamName: 's', logEvents: [{ timestamp: 1, message: 'm' }] },
    GetLogEvents: { logGroupName: 'made', logStreamName: 's' },
    FilterLogEvents: { logGroupName: 'made' },
    DescribeLogGroups: {},
    DescribeLogStreams: { logGroupName: 'made' },
  },
  monitoring: {
    PutMetricData: { Namespace: 'n', MetricData: [{ MetricName: 'm', Value: 1.5 }] },
    ListMetrics: {},
    GetMetricStatistics: { Namespace: 'n', MetricName: 'm', Period: 60, Statistics: ['Sum'], ...TIMES },
    GetMetricData: {
      MetricDataQueries: [
        { Id: 'q', MetricStat: { Metric: { Namespace: 'n', MetricName: 'm' }, Period: 60, Stat: 'Sum' } },
      ],
      ...TIMES,
    },
    DescribeAlarms: {},
    ListDashboards: {},
    GetDashboard: { DashboardName: 'board' },
  },
  scheduler: { ListSchedules: {}, GetSchedule: { Name: 'schedule' } },
  sns: {
    Publish: { TopicArn: TOPIC, Message: 'm' },
    ListTopics: {},
    ListSubscriptions: {},
    ListSubscriptionsByTopic: { TopicArn: TOPIC },
  },
  ssm: {
    PutParameter: { Name: '/a/b', Value: 'v', Type: 'String' },
    GetParameter: { Name: '/a/b' },
    GetParameters: { Names: ['/a/b', '/none'] },
    GetParametersByPath: { Path: '/a' },
    DescribeParameters: {},
  },
  sts: { GetCallerIdentity: {} },
};

/** Calls that fail, and the class that boto3's model has for the error. */
const errors: { [service: string]: [operation: string, parameters: object, exception: string][] } = {
  events: [['DescribeRule', { Name: 'none' }, 'ResourceNotFoundException']],
  glue: [
    ['GetJob', { JobName: 'none' }, 'EntityNotFoundException'],
    ['GetJobRun', { JobName: 'job', RunId: 'none' }, 'EntityNotFoundException'],
    ['StartJobRun', { JobName: 'job', Arguments: { '--datalake-formats': 'hudi' } }, 'InvalidInputException'],
  ],
  lambda: [
    ['GetFunction', { FunctionName: 'none' }, 'ResourceNotFoundException'],
    ['Invoke', { FunctionName: 'fn', Payload: '{' }, 'InvalidRequestContentException'],
  ],
  logs: [
    ['GetLogEvents', { logGroupName: 'none', logStreamName: 's' }, 'ResourceNotFoundException'],
    ['FilterLogEvents', { logGroupName: 'made', filterPattern: '?a ?b' }, 'ResourceNotFoundException'],
  ],
  monitoring: [
    ['GetDashboard', { DashboardName: 'none' }, 'ResourceNotFound'],
    [
      'GetMetricStatistics',
      { Namespace: 'n', MetricName: 'm', Period: 60, Statistics: ['p9'], ...TIMES },
      'InvalidParameterValueException',
    ],
  ],
  scheduler: [['GetSchedule', { Name: 'none' }, 'ResourceNotFoundException']],
  sns: [
    ['Publish', { TopicArn: `${TOPIC}x`, Message: 'm' }, 'NotFoundException'],
    ['Publish', { TopicArn: TOPIC, Message: 'm', MessageStructure: 'json' }, 'InvalidParameterException'],
  ],
  ssm: [['GetParameter', { Name: '/none' }, 'ParameterNotFound']],
};

let cloud: TemplateCloud;
let python: string;

beforeAll(async () => {
  const code = 'exports.handler = async () => 1;';
  cloud = await templateCloud(
    {
      Topic: {
        Type: 'AWS::SNS::Topic',
        Properties: { TopicName: 'topic', Subscription: [{ Protocol: 'email', Endpoint: 'a@b.c' }] },
      },
      Role: role('glue.amazonaws.com', ['*']),
      FnRole: role('lambda.amazonaws.com', ['*']),
      Job: {
        Type: 'AWS::Glue::Job',
        Properties: {
          Name: 'job',
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
          Command: { Name: 'pythonshell', ScriptLocation: 'job.py' },
        },
      },
      Fn: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          FunctionName: 'fn',
          Runtime: 'nodejs24.x',
          Handler: 'index.handler',
          Code: { ZipFile: code },
          Role: { 'Fn::GetAtt': ['FnRole', 'Arn'] },
        },
      },
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: {
          Name: 'rule',
          EventPattern: { source: ['a'] },
          Targets: [{ Id: 't', Arn: { Ref: 'Topic' } }],
        },
      },
      Board: {
        Type: 'AWS::CloudWatch::Dashboard',
        Properties: { DashboardName: 'board', DashboardBody: '{}' },
      },
      Alarm: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: {
          AlarmName: 'alarm',
          MetricName: 'm',
          Namespace: 'n',
          Period: 60,
          EvaluationPeriods: 1,
          Threshold: 1,
          ComparisonOperator: 'GreaterThanThreshold',
          Statistic: 'Sum',
        },
      },
      Schedule: {
        Type: 'AWS::Scheduler::Schedule',
        Properties: {
          Name: 'schedule',
          ScheduleExpression: 'rate(1 day)',
          FlexibleTimeWindow: { Mode: 'OFF' },
          Target: { Arn: { Ref: 'Topic' }, RoleArn: 'arn:aws:iam::000000000000:role/r' },
        },
      },
    },
    { 'job.py': 'print(1)' },
  );
  python = await new PythonEnvironments(
    join(SHARED, 'python'),
    () => undefined,
    cloud.cloud.kernel.children,
  ).python([BOTO]);
}, 120_000);
afterAll(() => cloud?.stop());

async function walk(asked: object): Promise<string[]> {
  const child = spawn(python, [join(import.meta.dirname, 'conformance.py')], {
    env: { PATH: process.env.PATH, ...clientEnv(cloud.cloud) },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify(asked));
  let text = '';
  for await (const chunk of child.stdout.setEncoding('utf8')) text += chunk;
  return JSON.parse(text) as string[];
}

test('every answer is valid against botocore’s models, and what is not served is refused by the service’s own error', async () => {
  const run = (await cloud.cloud.kernel.invoke(
    'glue',
    'StartJobRun',
    { JobName: 'job' },
    cloud.cloud.kernel.callerOf(cloud.cloud.kernel.keys.operator()),
  )) as { JobRunId: string };
  const { services } = cloud.cloud.kernel;
  // S3 is told by routes of its own: its table says what it serves.
  const s3 = (await supportTables()).find(({ signingName }) => signingName === 's3');
  const served = Object.fromEntries(
    [...services].map(([name, { operations }]) => [
      name,
      Object.keys((name === 's3' ? s3?.operations : operations) ?? {}),
    ]),
  );
  const glue = { ...calls.glue, GetJobRun: { JobName: 'job', RunId: run.JobRunId } };
  expect(await walk({ served, calls: { ...calls, glue }, errors })).toEqual([]);
}, 120_000);
