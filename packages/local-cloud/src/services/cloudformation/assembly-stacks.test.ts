import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CloudFormationClient,
  DescribeStacksCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import { GetParameterCommand, ParameterNotFound, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, expect, test } from 'vitest';
import { type Resources, role, type TemplateCloud, templateCloud } from '../../../testing/template-cloud.ts';

let cloud: TemplateCloud;
afterEach(() => cloud?.stop());

const parameter = (Value: string, more: object = {}): Resources[string] => ({
  Type: 'AWS::SSM::Parameter',
  Properties: { Name: '/a', Type: 'String', Value },
  ...more,
});

/** The same account, started anew with another template. */
async function restartedWith(resources: Resources): Promise<void> {
  writeFileSync(join(cloud.folder, 'assembly/stack.json'), JSON.stringify({ Resources: resources }));
  cloud = await cloud.restart();
}

const parameterValue = async (Name: string): Promise<string | undefined> => {
  const { Parameter } = await new SSMClient(cloud.client).send(new GetParameterCommand({ Name }));
  return Parameter?.Value;
};

async function stack(): Promise<{ status: string | undefined; resources: (string | undefined)[] }> {
  const client = new CloudFormationClient(cloud.client);
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({}));
  const { StackResourceSummaries = [] } = await client.send(
    new ListStackResourcesCommand({ StackName: 'stack' }),
  );
  return {
    status: Stacks[0]?.StackStatus,
    resources: StackResourceSummaries.map(({ LogicalResourceId }) => LogicalResourceId),
  };
}

test('a stack is created, stays as it was created while it is the same, and is updated once it is another', async () => {
  cloud = await templateCloud({ A: parameter('1') });
  expect(await stack()).toEqual({ status: 'CREATE_COMPLETE', resources: ['A'] });
  cloud = await cloud.restart();
  expect(await stack()).toEqual({ status: 'CREATE_COMPLETE', resources: ['A'] });
  await restartedWith({ A: parameter('2') });
  expect([await stack(), await parameterValue('/a')]).toEqual([
    { status: 'UPDATE_COMPLETE', resources: ['A'] },
    '2',
  ]);
});

test('what was put by hand stays until the template says something else than it did', async () => {
  cloud = await templateCloud({ A: parameter('1') });
  const put = new PutParameterCommand({ Name: '/a', Value: 'mine', Overwrite: true });
  await new SSMClient(cloud.client).send(put);
  cloud = await cloud.restart();
  expect(await parameterValue('/a')).toBe('mine');
  await restartedWith({ A: parameter('2') });
  expect(await parameterValue('/a')).toBe('2');
});

test('what a stack no longer has is deleted, or stays where its policy says so', async () => {
  const kept = {
    ...parameter('2', { DeletionPolicy: 'Retain' }),
    Properties: { Name: '/b', Type: 'String', Value: '2' },
  };
  cloud = await templateCloud({ A: parameter('1'), B: kept });
  await restartedWith({});
  await expect(parameterValue('/a')).rejects.toThrow(ParameterNotFound);
  expect(await parameterValue('/b')).toBe('2');
  cloud = await cloud.restart();
  expect([(await stack()).resources, await parameterValue('/b')]).toEqual([[], '2']);
});

test('a resource under another logical id is the same resource', async () => {
  cloud = await templateCloud({ A: parameter('1') });
  await restartedWith({ Renamed: parameter('1') });
  expect(await parameterValue('/a')).toBe('1');
});

/** One of each type that keeps something. */
const oneOfEach: Resources = {
  Role: role('lambda.amazonaws.com', ['logs:*']),
  Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'bucket' } },
  Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'queue' } },
  Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'topic' } },
  Group: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'group' } },
  Parameter: parameter('1'),
  Namespace: {
    Type: 'AWS::RedshiftServerless::Namespace',
    Properties: { NamespaceName: 'name', DbName: 'dev' },
  },
  Rule: { Type: 'AWS::Events::Rule', Properties: { Name: 'rule', ScheduleExpression: 'rate(1 day)' } },
  Machine: {
    Type: 'AWS::StepFunctions::StateMachine',
    Properties: {
      StateMachineName: 'machine',
      RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
      DefinitionString: '{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}',
    },
  },
};

test('resources come after those that they refer to, whatever the template’s order', async () => {
  cloud = await templateCloud(Object.fromEntries(Object.entries(oneOfEach).reverse()));
  const { resources } = await stack();
  expect(resources.indexOf('Machine')).toBeGreaterThan(resources.indexOf('Role'));
  expect(resources).toHaveLength(Object.keys(oneOfEach).length);
});

test('a start that ended before it could note what it did is made up for by the next', async () => {
  cloud = await templateCloud(oneOfEach);
  const path = join(cloud.folder, 'state/cloudformation/stacks.json');
  copyFileSync(path, `${path}.before`);
  await restartedWith({});
  copyFileSync(`${path}.before`, path); // as if it had been killed once all was deleted
  cloud = await cloud.restart();
  expect(cloud.log.filter((line) => line.includes('is not deleted'))).toEqual([]);
  expect(JSON.parse(readFileSync(path, 'utf8')).retained).toEqual([]);
  await restartedWith(oneOfEach);
  expect((await stack()).resources).toHaveLength(Object.keys(oneOfEach).length);
});

test('two resources of one name are refused, as AWS fails at the second', async () => {
  await expect(templateCloud({ First: parameter('1'), Second: parameter('2') })).rejects.toThrow(
    "stack/Second: Resource of type 'AWS::SSM::Parameter' with identifier '/a' already exists: it is stack/First",
  );
});
