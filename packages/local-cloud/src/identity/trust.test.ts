import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  DescribeStatementCommand,
  ExecuteStatementCommand,
  RedshiftDataClient,
} from '@aws-sdk/client-redshift-data';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Resources, type TemplateCloud, templateCloud } from '../../testing/template-cloud.ts';

const arn = (rest: string) => `arn:aws:${rest.replace(':', ':us-east-1:000000000000:')}`;
const of = (id: string, attribute = 'Arn') => ({ 'Fn::GetAtt': [id, attribute] });

/** A role that a service may assume under these conditions; it may do everything. */
const role = (RoleName: string, Service: string, Condition?: object): Resources[string] => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName,
    AssumeRolePolicyDocument: {
      Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole', Condition }],
    },
    Policies: [
      {
        PolicyName: 'all',
        PolicyDocument: { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
      },
    ],
  },
});
/** As the CDK writes it. */
const source = (sourceArn: unknown) => ({
  StringEquals: { 'aws:SourceAccount': '000000000000', 'aws:SourceArn': sourceArn },
});

const definition = JSON.stringify({
  StartAt: 'Ask',
  States: {
    Ask: { Type: 'Task', Resource: 'arn:aws:states:::aws-sdk:sts:getCallerIdentity', End: true },
  },
});
const machine = (name: string, roleId: string): Resources[string] => ({
  Type: 'AWS::StepFunctions::StateMachine',
  Properties: { StateMachineName: name, RoleArn: of(roleId), DefinitionString: definition },
});
const schedule = (Name: string, roleId: string, GroupName: unknown): Resources[string] => ({
  Type: 'AWS::Scheduler::Schedule',
  Properties: {
    Name,
    GroupName,
    State: 'DISABLED',
    ScheduleExpression: 'rate(1 day)',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: { Arn: of('Queue'), RoleArn: of(roleId) },
  },
});
const fn = (FunctionName: string, roleId: string): Resources[string] => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    FunctionName,
    Handler: 'index.handler',
    Runtime: 'nodejs24.x',
    Code: { ZipFile: 'exports.handler = async () => 1;' },
    Role: of(roleId),
  },
});

let cloud: TemplateCloud;
beforeAll(async () => {
  cloud = await templateCloud({
    Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'queue' } },
    OneMachine: role('one-machine', 'states.amazonaws.com', source(arn('states:stateMachine:one'))),
    AnyMachine: role('any-machine', 'states.us-east-1.amazonaws.com', {
      ArnLike: { 'aws:SourceArn': arn('states:stateMachine:*') },
      Bool: { 'aws:PrincipalIsAWSService': 'true', 'aws:SecureTransport': 'true' },
    }),
    FarMachine: role('far-machine', 'states.eu-west-1.amazonaws.com'),
    One: machine('one', 'OneMachine'),
    Two: machine('two', 'OneMachine'),
    Any: machine('any', 'AnyMachine'),
    Far: machine('far', 'FarMachine'),
    Group: { Type: 'AWS::Scheduler::ScheduleGroup', Properties: { Name: 'nightly' } },
    DefaultGroup: role(
      'default-group',
      'scheduler.amazonaws.com',
      source(arn('scheduler:schedule-group/default')),
    ),
    ItsGroup: role('its-group', 'scheduler.amazonaws.com', source(of('Group'))),
    InDefault: schedule('in-default', 'DefaultGroup', undefined),
    InGroup: schedule('in-group', 'ItsGroup', { Ref: 'Group' }),
    InAnother: schedule('in-another', 'DefaultGroup', { Ref: 'Group' }),
    OneFunction: role('one-function', 'lambda.amazonaws.com', source(arn('lambda:function:first'))),
    First: fn('first', 'OneFunction'),
    Second: fn('second', 'OneFunction'),
    Lake: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'lake' } },
    Copy: role('copy', 'redshift.amazonaws.com'),
    Namespace: {
      Type: 'AWS::RedshiftServerless::Namespace',
      Properties: {
        NamespaceName: 'numbers',
        DbName: 'dw',
        AdminUsername: 'admin',
        AdminUserPassword: 'Secret123',
        IamRoles: [of('Copy')],
      },
    },
    Workgroup: {
      Type: 'AWS::RedshiftServerless::Workgroup',
      Properties: { WorkgroupName: 'numbers', NamespaceName: { Ref: 'Namespace' }, BaseCapacity: 8 },
    },
  });
});
afterAll(() => cloud?.stop());

describe('a trust policy sees', () => {
  test.each([
    ['one', 'SUCCEEDED'],
    ['two', 'FAILED'],
    ['any', 'SUCCEEDED'],
    ['far', 'FAILED'],
  ])('the machine, and the service also by the name of its region: %s has %s', async (name, status) => {
    const sfn = new SFNClient(cloud.client);
    const { executionArn = '' } = await sfn.send(
      new StartExecutionCommand({ stateMachineArn: arn(`states:stateMachine:${name}`) }),
    );
    await cloud.cloud.kernel.offers.states.waitForExecution(executionArn, new AbortController().signal);
    const ended = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    expect([ended.status, ended.cause ?? '']).toEqual([
      status,
      status === 'SUCCEEDED' ? '' : expect.stringContaining('cannot be assumed by states.amazonaws.com'),
    ]);
  });

  test('the machine that a client makes', async () => {
    const sfn = new SFNClient(cloud.client);
    const made = (name: string) =>
      sfn.send(
        new CreateStateMachineCommand({
          name,
          definition,
          roleArn: 'arn:aws:iam::000000000000:role/one-machine',
        }),
      );
    await expect(made('three')).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  test.each([
    ['in-default', true],
    ['in-group', true],
    ['in-another', false],
  ])('the group of a schedule: %s is delivered: %s', async (name, delivered) => {
    const fired = await cloud.cloud.kernel.offers.scheduler.fire(name, new Date('2024-11-05T11:00:00Z'));
    expect([fired.delivered, fired.error]).toEqual([
      delivered,
      delivered ? undefined : expect.stringContaining('cannot be assumed by scheduler.amazonaws.com'),
    ]);
  });

  test('the function', async () => {
    const lambda = new LambdaClient({ ...cloud.client, maxAttempts: 1 });
    const invoke = (FunctionName: string) => lambda.send(new InvokeCommand({ FunctionName }));
    expect((await invoke('first')).Payload?.transformToString()).toBe('1');
    await expect(invoke('second')).rejects.toThrow('cannot be assumed by lambda.amazonaws.com');
  });

  test('Redshift Serverless as redshift.amazonaws.com too: UNLOAD and COPY work', async () => {
    const client = new RedshiftDataClient(cloud.client);
    const run = async (Sql: string) => {
      const asked = { WorkgroupName: 'numbers', Database: 'dw', Sql };
      const { Id } = await client.send(new ExecuteStatementCommand(asked));
      for (;;) {
        const { Status, Error: error } = await client.send(new DescribeStatementCommand({ Id }));
        if (Status === 'FINISHED' || Status === 'FAILED') return error ?? Status;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    const by = "IAM_ROLE 'arn:aws:iam::000000000000:role/copy' FORMAT PARQUET";
    for (const sql of [
      'CREATE TABLE numbers AS SELECT 1 AS n',
      `UNLOAD ('SELECT n FROM numbers') TO 's3://lake/numbers' ${by}`,
      `COPY numbers FROM 's3://lake/numbers' ${by}`,
    ])
      expect([sql, await run(sql)]).toEqual([sql, 'FINISHED']);
  });
});
