import {
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  GetTemplateSummaryCommand,
  ListChangeSetsCommand,
  UpdateStackCommand,
  waitUntilChangeSetCreateComplete,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TestAccount } from '../../../../testing/cloudformation/account.ts';
import { role, templateCloud } from '../../../../testing/template-cloud.ts';

let account: TestAccount;
beforeEach(async () => {
  account = await TestAccount.start();
});
afterEach(() => account.stop());

const topic = (DisplayName: string, more: object = {}) => ({
  Type: 'AWS::SNS::Topic',
  Properties: { TopicName: 'news', DisplayName },
  ...more,
});
const template = (name: string, more: object = {}) => ({ Resources: { Topic: topic(name, more) } });

describe('a change set', () => {
  test('of a new stack leaves it in review until it is executed', async () => {
    const set = await account.changeSet('shop', template('one'));
    expect(set).toMatchObject({
      Status: 'CREATE_COMPLETE',
      ExecutionStatus: 'AVAILABLE',
      Changes: [
        {
          Type: 'Resource',
          ResourceChange: { Action: 'Add', LogicalResourceId: 'Topic', ResourceType: 'AWS::SNS::Topic' },
        },
      ],
    });
    expect((await account.stack('shop')).StackStatus).toBe('REVIEW_IN_PROGRESS');
    const name = { StackName: 'shop', ChangeSetName: 'change' };
    await waitUntilChangeSetCreateComplete({ client: account.client, maxWaitTime: 60, minDelay: 0.1 }, name);
    const update = new UpdateStackCommand({
      StackName: 'shop',
      TemplateBody: JSON.stringify(template('two')),
    });
    await expect(account.client.send(update)).rejects.toThrow(
      'is in REVIEW_IN_PROGRESS state and can not be updated.',
    );
    await account.client.send(new ExecuteChangeSetCommand({ ...name, ClientRequestToken: 'mine' }));
    await waitUntilStackCreateComplete(
      { client: account.client, maxWaitTime: 30, minDelay: 0.1 },
      { StackName: 'shop' },
    );
    const { StackEvents = [] } = await account.client.send(
      new DescribeStackEventsCommand({ StackName: 'shop' }),
    );
    expect(new Set(StackEvents.map(({ ClientRequestToken }) => ClientRequestToken))).toEqual(
      new Set(['mine']),
    );
    const times = StackEvents.map(({ Timestamp }) => Number(Timestamp));
    expect(times).toEqual([...new Set(times)].sort((a, b) => b - a));
  });

  test('of the stack as it is fails, and so does such an update', async () => {
    await account.deploy('shop', template('one'));
    const { Status, StatusReason, Changes } = await account.changeSet('shop', template('one'));
    expect([Status, StatusReason, Changes ?? []]).toEqual([
      'FAILED',
      "The submitted information didn't contain changes. Submit different information to create a change set.",
      [],
    ]);
    await expect(
      account.client.send(new ExecuteChangeSetCommand({ StackName: 'shop', ChangeSetName: 'change' })),
    ).rejects.toMatchObject({ name: 'InvalidChangeSetStatusException' });
    const TemplateBody = JSON.stringify(template('one'));
    await expect(
      account.client.send(new UpdateStackCommand({ StackName: 'shop', TemplateBody })),
    ).rejects.toThrow('No updates are to be performed.');
  });

  test('tells what is changed in a resource, with values where they are asked for', async () => {
    await account.deploy('shop', template('one'));
    const { ChangeSetId } = await account.changeSet('shop', template('two', { Metadata: { why: 'news' } }));
    const described = async (IncludePropertyValues: boolean) => {
      const asked = { ChangeSetName: ChangeSetId, IncludePropertyValues };
      const { Changes = [] } = await account.client.send(new DescribeChangeSetCommand(asked));
      return Changes[0]?.ResourceChange;
    };
    expect(await described(true)).toMatchObject({
      Action: 'Modify',
      Replacement: 'False',
      Scope: ['Properties', 'Metadata'],
      PhysicalResourceId: 'arn:aws:sns:eu-central-1:111122223333:news',
      BeforeContext: '{"Properties":{"TopicName":"news","DisplayName":"one"}}',
      Details: [
        {
          ChangeSource: 'DirectModification',
          Evaluation: 'Static',
          Target: {
            Attribute: 'Properties',
            Name: 'DisplayName',
            RequiresRecreation: 'Never',
            BeforeValue: 'one',
            AfterValue: 'two',
            AttributeChangeType: 'Modify',
          },
        },
        { Target: { Attribute: 'Metadata' } },
      ],
    });
    const plain = await described(false);
    expect([plain?.BeforeContext, plain?.Details?.[0]?.Target?.BeforeValue]).toEqual([undefined, undefined]);
  });

  test('that only changes metadata, a tag of the stack or an output is one', async () => {
    await account.deploy('shop', template('one'));
    const more = { Outputs: { Name: { Value: { 'Fn::GetAtt': ['Topic', 'TopicName'] } } } };
    expect((await account.deploy('shop', template('one', { Metadata: { a: 1 } }))).StackStatus).toBe(
      'UPDATE_COMPLETE',
    );
    expect((await account.deploy('shop', { ...template('one'), ...more })).Outputs).toHaveLength(1);
    const tagged = await account.deploy(
      'shop',
      { ...template('one'), ...more },
      { Tags: [{ Key: 'stage', Value: 'dev' }] },
    );
    expect(tagged.Tags).toEqual([{ Key: 'stage', Value: 'dev' }]);
  });

  test('is gone once it is deleted, and all are once another is executed', async () => {
    await account.deploy('shop', template('one'));
    const named = (ChangeSetName: string) => account.changeSet('shop', template('two'), { ChangeSetName });
    await named('first');
    await named('second');
    await named('third');
    await expect(named('third')).rejects.toThrow('ChangeSet third already exists');
    const place = (ChangeSetName: string) => ({ StackName: 'shop', ChangeSetName });
    await account.client.send(new DeleteChangeSetCommand(place('first')));
    await account.client.send(new DeleteChangeSetCommand(place('never-there')));
    await expect(account.client.send(new DescribeChangeSetCommand(place('first')))).rejects.toMatchObject({
      name: 'ChangeSetNotFoundException',
    });
    await account.client.send(new ExecuteChangeSetCommand(place('second')));
    await account.settled('shop');
    const { Summaries } = await account.client.send(new ListChangeSetsCommand({ StackName: 'shop' }));
    expect(Summaries?.map(({ ChangeSetName, ExecutionStatus }) => [ChangeSetName, ExecutionStatus])).toEqual([
      ['second', 'EXECUTE_COMPLETE'],
    ]);
  });
});

describe('what is refused', () => {
  const body = (resources: object, more: object = {}) => ({
    TemplateBody: JSON.stringify({ Resources: resources, ...more }),
  });
  const named = { Named: role('glue.amazonaws.com', [], 'named') };
  const unnamed = { Unnamed: role('glue.amazonaws.com', []) };
  const create = (input: object) =>
    account.client.send(new CreateStackCommand({ StackName: 'shop', ...input }));

  test.each<readonly [string, object, string]>([
    ['roles that nobody acknowledged', body(unnamed), 'Requires capabilities : [CAPABILITY_IAM]'],
    [
      'roles with names of their own, by halves',
      { ...body(named), Capabilities: ['CAPABILITY_IAM'] },
      'Requires capabilities : [CAPABILITY_NAMED_IAM]',
    ],
    ['a template that is none', { TemplateBody: '{' }, 'Template format error'],
    [
      'a template without resources',
      { TemplateBody: '{"Resources":{}}' },
      'At least one Resources member must be defined',
    ],
    [
      'macros',
      body({ T: topic('a') }, { Transform: 'AWS::Serverless-2016-10-31' }),
      'the section Transform is not supported',
    ],
    [
      'nested stacks',
      body({ S: { Type: 'AWS::CloudFormation::Stack' } }),
      'AWS::CloudFormation::Stack is not supported',
    ],
    [
      'snapshots',
      body({ T: topic('a', { DeletionPolicy: 'Snapshot' }) }),
      'does not support deletion policy Snapshot',
    ],
    [
      'an export that is not there',
      body({ T: topic('a') }, { Outputs: { O: { Value: { 'Fn::ImportValue': 'x' } } } }),
      'No export named x found',
    ],
    ['stack policies', { ...body({ T: topic('a') }), StackPolicyBody: '{}' }, 'StackPolicyBody'],
    [
      'notifications',
      { ...body({ T: topic('a') }), NotificationARNs: ['arn:aws:sns:eu-central-1:111122223333:x'] },
      'NotificationARNs',
    ],
    [
      'express deployments',
      { ...body({ T: topic('a') }), DeploymentConfig: { Mode: 'EXPRESS' } },
      'the deployment mode EXPRESS',
    ],
    [
      'both ways of an end',
      { ...body({ T: topic('a') }), DisableRollback: true, OnFailure: 'DELETE' },
      'not both',
    ],
    [
      'a template from elsewhere',
      { TemplateURL: 'https://example.com/a.json' },
      'TemplateURL must be a supported URL',
    ],
  ])('%s', async (_, input, message) => {
    await expect(create(input)).rejects.toThrow(message);
    await expect(account.stack('shop')).rejects.toThrow('does not exist');
  });

  test('capabilities, by the error that the SDK has for it', async () => {
    await expect(create(body(unnamed))).rejects.toMatchObject({ name: 'InsufficientCapabilitiesException' });
  });

  test('a stack that is there, another type of its resource, an update of none', async () => {
    await account.deploy('shop', template('one'));
    await expect(create(body({ T: topic('a') }))).rejects.toMatchObject({ name: 'AlreadyExistsException' });
    await expect(account.changeSet('shop', template('two'), { ChangeSetType: 'CREATE' })).rejects.toThrow(
      'Stack [shop] already exists and cannot be created again with the changeSet [change].',
    );
    const retyped = await account.changeSet('shop', { Resources: { Topic: { Type: 'AWS::SQS::Queue' } } });
    expect(retyped.StatusReason).toContain('Update of resource type is not permitted.');
    await expect(account.changeSet('none', template('one'), { ChangeSetType: 'UPDATE' })).rejects.toThrow(
      'Stack [none] does not exist',
    );
    await expect(account.changeSet('none', template('one'), { ChangeSetType: 'IMPORT' })).rejects.toThrow(
      'a change set of the type IMPORT is not supported',
    );
  });

  test('a second operation while one goes on', async () => {
    const { kernel } = account.cloud.cloud;
    const sns = kernel.services.get('sns');
    const waiting = Promise.withResolvers<void>();
    if (sns) sns.create = () => waiting.promise;
    const { StackId } = await create(body({ Topic: topic('one') }));
    const update = new UpdateStackCommand({ StackName: 'shop', ...body({ Topic: topic('two') }) });
    await expect(account.client.send(update)).rejects.toThrow(
      `Stack:${StackId} is in CREATE_IN_PROGRESS state and can not be updated.`,
    );
    await expect(
      account.client.send(
        new CreateChangeSetCommand({ StackName: 'shop', ChangeSetName: 'c', ...body({ T: topic('x') }) }),
      ),
    ).rejects.toThrow('is in CREATE_IN_PROGRESS state');
    await expect(account.delete('shop')).rejects.toThrow(
      'cannot be deleted while in status CREATE_IN_PROGRESS',
    );
    waiting.resolve();
    expect((await account.settled('shop')).StackStatus).toBe('CREATE_COMPLETE');
  });

  test('every change where the account holds an assembly’s stacks', async () => {
    const loaded = await templateCloud({ T: topic('a') as never });
    const { CloudFormationClient } = await import('@aws-sdk/client-cloudformation');
    const client = new CloudFormationClient(loaded.client);
    const input = { StackName: 'other', ...body({ T: topic('a') }) };
    await expect(client.send(new CreateStackCommand(input))).rejects.toThrow('`--empty`');
    await loaded.stop();
  });
});

test('a template is given back as it came, with what it needs and what can be imported', async () => {
  const TemplateBody =
    'Description: of topics\nParameters: { Name: { Type: String, Default: a } }\nResources:\n  T: { Type: "AWS::SNS::Topic" }\n  R: { Type: "AWS::IAM::Role", Properties: { AssumeRolePolicyDocument: { Statement: [] } } }\n';
  await account.client.send(
    new CreateStackCommand({ StackName: 'shop', TemplateBody, Capabilities: ['CAPABILITY_IAM'] }),
  );
  await account.settled('shop');
  const given = await account.client.send(new GetTemplateCommand({ StackName: 'shop' }));
  expect(given.TemplateBody).toBe(TemplateBody);
  const summary = await account.client.send(new GetTemplateSummaryCommand({ TemplateBody }));
  expect(summary).toMatchObject({
    Description: 'of topics',
    Capabilities: ['CAPABILITY_IAM'],
    ResourceTypes: ['AWS::SNS::Topic', 'AWS::IAM::Role'],
    Parameters: [{ ParameterKey: 'Name', DefaultValue: 'a', ParameterType: 'String' }],
    ResourceIdentifierSummaries: [
      { ResourceType: 'AWS::SNS::Topic', LogicalResourceIds: ['T'], ResourceIdentifiers: ['TopicArn'] },
      { ResourceType: 'AWS::IAM::Role', LogicalResourceIds: ['R'], ResourceIdentifiers: ['RoleName'] },
    ],
  });
});
