import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Resources, role, type TemplateCloud, templateCloud } from '../../../testing/template-cloud.ts';
import type { JsonObject } from '../../aws/json.ts';
import { environmentsOf } from '../glue/prepare-run.ts';

/** As the template's text has it. */
const placeholder = (name: string): string => `\${${name}}`;
const aws = (action: string): string => `arn:aws:states:::${action}`;
const machine = (
  States: JsonObject,
  RoleOf = 'Role',
  DefinitionSubstitutions: JsonObject = {},
): Resources[string] => ({
  Type: 'AWS::StepFunctions::StateMachine',
  Properties: {
    RoleArn: { 'Fn::GetAtt': [RoleOf, 'Arn'] },
    DefinitionSubstitutions,
    Definition: { QueryLanguage: 'JSONata', StartAt: Object.keys(States)[0] as string, States },
  },
});
const put = {
  Type: 'Task',
  Resource: aws('aws-sdk:s3:putObject'),
  Arguments: { Bucket: 'data', Key: '{% $states.input.key %}', Body: { month: '2024-09' } },
};
const actions = ['s3:PutObject', 's3:GetObject', 's3:ListBucket', 's3:DeleteObject', 'sqs:SendMessage'];

let cloud: TemplateCloud;
let sfn: SFNClient;

beforeAll(async () => {
  const ends = { End: true, Output: '{% $states.result %}' };
  cloud = await templateCloud({
    Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'data' } },
    Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'work' } },
    Role: role('states.amazonaws.com', [...actions, 'states:StartExecution', 'states:DescribeExecution']),
    Poor: role('states.amazonaws.com', ['s3:ListBucket'], 'poor'),
    Child: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Definition: { StartAt: 'P', States: { P: { Type: 'Pass', Result: { child: true }, End: true } } },
      },
    },
    Objects: machine({
      Put: { ...put, Next: 'Get' },
      Get: {
        Type: 'Task',
        Resource: aws('aws-sdk:s3:getObject'),
        Next: 'List',
        Arguments: { Bucket: 'data', Key: 'a b/ä.json' },
        Assign: { body: '{% $parse($states.result.Body) %}', type: '{% $states.result.ContentType %}' },
      },
      List: {
        Type: 'Task',
        Resource: aws('aws-sdk:s3:listObjectsV2'),
        End: true,
        Arguments: { Bucket: 'data', Prefix: 'a b/' },
        Output: { keys: '{% [$states.result.Contents.Key] %}', body: '{% $body %}', type: '{% $type %}' },
      },
    }),
    Others: machine({
      Put: { ...put, Output: '{% $states.input %}', Next: 'Copy' },
      Copy: {
        Type: 'Task',
        Resource: aws('aws-sdk:s3:copyObject'),
        Next: 'Head',
        Arguments: { Bucket: 'data', Key: 'copy', CopySource: '{% "data/" & $states.input.key %}' },
        Assign: { copied: '{% $states.result.CopyObjectResult.ETag %}' },
        Output: '{% $states.input %}',
      },
      Head: {
        Type: 'Task',
        Resource: aws('aws-sdk:s3:headObject'),
        Next: 'Delete',
        Arguments: { Bucket: 'data', Key: 'copy' },
        Assign: { head: '{% $states.result %}' },
      },
      Delete: {
        Type: 'Task',
        Resource: aws('aws-sdk:s3:deleteObject'),
        Next: 'Gone',
        Arguments: { Bucket: 'data', Key: 'copy' },
      },
      Gone: {
        Type: 'Task',
        Resource: aws('aws-sdk:s3:headObject'),
        End: true,
        Arguments: { Bucket: 'data', Key: 'copy' },
        Catch: [
          {
            ErrorEquals: ['S3.NoSuchKeyException'],
            Next: 'Told',
            Output: { length: '{% $head.ContentLength %}', same: '{% $head.ETag = $copied %}' },
          },
        ],
      },
      Told: { Type: 'Succeed' },
    }),
    Missing: machine({
      Get: {
        Type: 'Task',
        Resource: aws('aws-sdk:s3:getObject'),
        Arguments: { Bucket: 'data', Key: 'none' },
        ...ends,
      },
    }),
    NoBucket: machine({
      Get: {
        Type: 'Task',
        Resource: aws('aws-sdk:s3:listObjectsV2'),
        Arguments: { Bucket: 'none' },
        ...ends,
      },
    }),
    Denied: machine({ Put: { ...put, ...ends } }, 'Poor'),
    Asking: machine(
      {
        Ask: {
          Type: 'Task',
          Resource: aws('sqs:sendMessage.waitForTaskToken'),
          ...ends,
          Arguments: {
            QueueUrl: placeholder('Queue'),
            MessageBody: { token: '{% $states.context.Task.Token %}' },
          },
        },
      },
      'Role',
      { Queue: { Ref: 'Queue' } },
    ),
    Nested: machine(
      {
        Run: {
          Type: 'Task',
          Resource: aws('states:startExecution.sync:2'),
          End: true,
          Arguments: { StateMachineArn: placeholder('Child'), Input: { a: 1 } },
          Output: '{% $states.result.Output %}',
        },
      },
      'Role',
      { Child: { Ref: 'Child' } },
    ),
  });
  sfn = new SFNClient(cloud.client);
});

afterAll(() => cloud.stop());

const arnOf = (name: string): string => `arn:aws:states:us-east-1:000000000000:stateMachine:stack-${name}`;

async function begin(name: string, input: JsonObject = {}): Promise<string> {
  const start = { stateMachineArn: arnOf(name), input: JSON.stringify(input) };
  return (await sfn.send(new StartExecutionCommand(start))).executionArn as string;
}

async function ended(executionArn: string): Promise<Record<string, unknown>> {
  for (;;) {
    const { status, output, error, cause } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (status !== 'RUNNING')
      return { status, ...(output === undefined ? { error, cause } : { output: JSON.parse(output) }) };
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('a machine in a template, through the real services', () => {
  it('puts, gets and lists objects by aws-sdk:s3, as its role', async () => {
    expect(await ended(await begin('Objects', { key: 'a b/ä.json' }))).toEqual({
      status: 'SUCCEEDED',
      output: { keys: ['a b/ä.json'], body: { month: '2024-09' }, type: 'application/octet-stream' },
    });
  });

  it('copies, describes and deletes objects by aws-sdk:s3', async () => {
    expect(await ended(await begin('Others', { key: 'k' }))).toEqual({
      status: 'SUCCEEDED',
      output: { length: '{"month":"2024-09"}'.length, same: true },
    });
  });

  it.each([
    ['Missing', 'S3.NoSuchKeyException', 404],
    ['NoBucket', 'S3.NoSuchBucketException', 404],
    ['Denied', 'S3.S3Exception', 403],
  ])('%s fails with %s', async (name, error, status) => {
    const answer = await ended(await begin(name, { key: 'k' }));
    expect(answer).toMatchObject({ status: 'FAILED', error });
    expect(answer.cause).toMatch(
      new RegExp(`\\(Service: S3, Status Code: ${status}, Request ID: .*\\) \\(SDK Attempt Count: 1\\)$`),
    );
    if (name === 'Denied') expect(answer.cause).toMatch(/assumed-role\/poor\/.* s3:PutObject/);
  });

  it('hands a token out through a queue, and ends when a client answers with it', async () => {
    const executionArn = await begin('Asking');
    const { Messages } = await new SQSClient(cloud.client).send(
      new ReceiveMessageCommand({
        QueueUrl: `${cloud.client.endpoint}/000000000000/work`,
        WaitTimeSeconds: 10,
      }),
    );
    const { token } = JSON.parse(Messages?.[0]?.Body as string) as { token: string };
    await sfn.send(new SendTaskSuccessCommand({ taskToken: token, output: '{"yes":true}' }));
    expect(await ended(executionArn)).toEqual({ status: 'SUCCEEDED', output: { yes: true } });
    const { events } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }));
    expect(events?.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSubmitted',
      'TaskSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
  });

  it('runs another machine and gives its output as JSON', async () => {
    expect(await ended(await begin('Nested'))).toEqual({ status: 'SUCCEEDED', output: { child: true } });
  });
});

describe('Step Functions through boto3', () => {
  it('starts, describes, lists and reads the history, and knows the errors by their classes', async () => {
    const script = `
import boto3, json, sys, time
sfn = boto3.client('stepfunctions')
arn = sys.argv[1]
started = sfn.start_execution(stateMachineArn=arn, name='by-boto3', input='{}')['executionArn']
while True:
    seen = sfn.describe_execution(executionArn=started)
    if seen['status'] != 'RUNNING': break
    time.sleep(0.01)
pages = sfn.get_paginator('get_execution_history').paginate(executionArn=started, PaginationConfig={'PageSize': 1})
types = [event['type'] for page in pages for event in page['events']]
names = []
for call in (lambda: sfn.start_execution(stateMachineArn=arn, name='by-boto3', input='{"a":1}'),
             lambda: sfn.describe_execution(executionArn=started + 'x'),
             lambda: sfn.send_task_success(taskToken='none', output='{}'),
             lambda: sfn.create_activity(name='a')):
    try: call()
    except (sfn.exceptions.ExecutionAlreadyExists, sfn.exceptions.ExecutionDoesNotExist,
            sfn.exceptions.InvalidToken, sfn.exceptions.ClientError) as error: names.append(type(error).__name__)
listed = sfn.list_executions(stateMachineArn=arn, statusFilter='SUCCEEDED')['executions']
print(json.dumps([seen['status'], seen['output'], types, names, 'by-boto3' in [e['name'] for e in listed]]))`;
    const { endpoint, region, credentials } = cloud.client;
    const env = {
      PATH: process.env.PATH,
      HOME: '/nonexistent',
      AWS_ENDPOINT_URL: endpoint,
      AWS_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    };
    const python = await environmentsOf(cloud.cloud.kernel).python(['boto3==1.42.97']);
    const { stdout } = await promisify(execFile)(python, ['-c', script, arnOf('Child')], { env });
    expect(JSON.parse(stdout)).toEqual([
      'SUCCEEDED',
      '{"child":true}',
      ['ExecutionStarted', 'PassStateEntered', 'PassStateExited', 'ExecutionSucceeded'],
      ['ExecutionAlreadyExists', 'ExecutionDoesNotExist', 'InvalidToken', 'ValidationException'],
      true,
    ]);
  }, 120_000);
});

describe('a template is refused when it is loaded', () => {
  it.each<[string, JsonObject, string]>([
    [
      'an operation that no service has',
      { Resource: aws('aws-sdk:glue:createJob') },
      'it does not serve CreateJob at /States/T/Resource',
    ],
    [
      'an action of S3 that is not done',
      { Resource: aws('aws-sdk:s3:selectObjectContent') },
      'is not supported by the local cloud',
    ],
    [
      'a service that is not there',
      { Resource: aws('aws-sdk:ec2:runInstances') },
      'is not supported by the local cloud',
    ],
  ])('%s', async (_, task, why) => {
    const States = { T: { Type: 'Task', Arguments: {}, End: true, ...task } };
    const resources = { Role: role('states.amazonaws.com', actions), M: machine(States) };
    await expect(templateCloud(resources)).rejects.toThrow(why);
  });
});
