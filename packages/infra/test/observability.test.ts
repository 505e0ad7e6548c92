import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { METRIC_NAMESPACE, metrics } from '@tlc-elt/contracts';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { newApp } from '../src/app.ts';
import { type StageConfig, stageConfig } from '../src/config/stages.ts';
import { ObservabilityStack } from '../src/observability/observability-stack.ts';
import { fakeBuilds } from './builds.ts';
import { resources, stages } from './templates.ts';

const RUNBOOK = join(import.meta.dirname, '../../../docs/runbook.md');
const THRESHOLDS: Readonly<Record<string, number>> = {
  ExecutionsFailed: 1,
  ExecutionsTimedOut: 1,
  ExecutionsAborted: 1,
  'PublicationOverdue-yellow': 1,
  'QuarantineShare-yellow': 15,
  'MonthStale-yellow': 125,
  DeadLetters: 1,
  'Errors-CheckSource': 1,
  'Errors-Trigger': 1,
};

const { notifier: notifierDir, lineageSender: lineageDir } = fakeBuilds();
const templateOf = (config: StageConfig): Template =>
  Template.fromStack(new ObservabilityStack(newApp(), config, { notifierDir, lineageDir }));

describe.each(stages)('observability of stage %s', (stage) => {
  const alarms = resources(stage, 'AWS::CloudWatch::Alarm').map(({ properties }) => properties);

  test('alarms on every way to go wrong', () => {
    const thresholds = alarms.map(({ AlarmName, Threshold }) => [
      AlarmName.replace(`tlc-${stage}-pipeline-`, ''),
      Threshold,
    ]);
    expect(Object.fromEntries(thresholds)).toEqual({
      ...THRESHOLDS,
      RpuHours: stage === 'prod' ? 6 : 2,
    });
  });

  test('tells the topic, with what to do, and is silent while a month waits', () => {
    for (const alarm of alarms) {
      // A run's bad end has a message of its own.
      const told = alarm.AlarmName.includes('-Executions')
        ? undefined
        : [{ Ref: expect.stringMatching(/^Notifications/) }];
      expect(alarm.AlarmActions, alarm.AlarmName).toEqual(told);
      expect(alarm.AlarmDescription, alarm.AlarmName).toMatch(/`pnpm ops|log group|page|queue/);
      expect(alarm.TreatMissingData).toBe('notBreaching');
      expect(alarm.ComparisonOperator).toBe('GreaterThanOrEqualToThreshold');
    }
  });

  test('has a chapter of the runbook for each alarm, and none for others but that of the chat', () => {
    const [, chapters = ''] = readFileSync(RUNBOOK, 'utf8').split(/^## (?:Alarms|Errors)$/m);
    const told = [...chapters.matchAll(/^### (.+)$/gm)].map(([, name]) => name);
    const named = alarms.map(({ AlarmName }) =>
      AlarmName.replace(`tlc-${stage}-pipeline-`, '').replace(/-yellow$/, ''),
    );
    expect(told.sort()).toEqual([...new Set([...named, 'DeadLetters-Notifier'])].sort());
  });

  test('measures by the names of the contract', () => {
    const own = alarms
      .map(({ Metrics: [first] = [{}] }) => first.MetricStat?.Metric)
      .filter((metric) => metric?.Namespace === METRIC_NAMESPACE);
    expect(own).toHaveLength(3);
    for (const { MetricName, Dimensions } of own) {
      expect(Object.keys(metrics)).toContain(MetricName);
      expect(Dimensions).toEqual([
        { Name: 'Dataset', Value: 'yellow' },
        { Name: 'Stage', Value: stage },
      ]);
    }
  });

  test('lets alarms and rules of this account publish, over TLS, and asks for no key that alarms cannot use', () => {
    const [topic] = resources(stage, 'AWS::SNS::Topic');
    expect(topic?.properties.KmsMasterKeyId).toBeUndefined();
    const [policy] = resources(stage, 'AWS::SNS::TopicPolicy');
    const account = stage === 'local' ? '000000000000' : '123456789012';
    const conditions = policy?.properties.PolicyDocument.Statement.map(
      ({ Effect, Condition }: { Effect: string; Condition: object }) => [Effect, Condition],
    );
    expect(conditions).toEqual([
      ['Deny', { Bool: { 'aws:SecureTransport': 'false' } }],
      ['Allow', { StringEquals: { 'aws:SourceAccount': account } }],
    ]);
    expect(policy?.properties.PolicyDocument.Statement[1].Principal.Service).toEqual([
      'cloudwatch.amazonaws.com',
      'events.amazonaws.com',
    ]);
  });

  test('has a dashboard that shows every metric of the contract', () => {
    const [dashboard, ...more] = resources(stage, 'AWS::CloudWatch::Dashboard');
    expect([dashboard?.properties.DashboardName, more]).toEqual([`tlc-${stage}`, []]);
    const text = JSON.stringify(dashboard?.properties.DashboardBody);
    expect(Object.keys(metrics).filter((name) => !text.includes(name))).toEqual([]);
  });

  test('mails nobody unless asked', () => expect(resources(stage, 'AWS::SNS::Subscription')).toEqual([]));
});

test('alarms and dashboard are of the datasets that the stage runs', () => {
  const config = stageConfig({ TLC_STAGE: 'dev', TLC_DATASETS: 'green,fhvhv' });
  const template = templateOf(config);
  const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm'));
  const thresholds = alarms.map(({ Properties }) => [
    Properties.AlarmName.replace('tlc-dev-pipeline-', ''),
    Properties.Threshold,
  ]);
  expect(Object.fromEntries(thresholds)).toMatchObject({
    'PublicationOverdue-green': 1,
    'QuarantineShare-green': 5,
    'MonthStale-green': 125,
    'QuarantineShare-fhvhv': 2,
  });
  expect(thresholds.filter(([name]) => /-(green|fhvhv)$/.test(name))).toHaveLength(6);
  const [board] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));
  const text = JSON.stringify([alarms, board]);
  expect(text).toMatch(/green SourceRows.*fhvhv SourceRows/);
  expect(text).not.toContain('yellow');
});

test('a mail address subscribes to the topic', () => {
  const config = stageConfig({ TLC_STAGE: 'dev', TLC_NOTIFICATION_EMAIL: 'data@example.org' });
  templateOf(config).hasResourceProperties('AWS::SNS::Subscription', {
    Protocol: 'email',
    Endpoint: 'data@example.org',
  });
});

describe('a stage that tells a chat', () => {
  const template = templateOf(stageConfig({ TLC_STAGE: 'prod', TLC_CHAT: 'webhook' }));
  const only = (type: string) => {
    const [found, ...others] = Object.values(template.findResources(type));
    expect(others).toEqual([]);
    return found?.Properties;
  };

  test('has a function that gets whatever the topic has, alarms too, and tries again', () => {
    const subscription = only('AWS::SNS::Subscription');
    expect(subscription).toMatchObject({ Protocol: 'lambda', RedrivePolicy: {} });
    expect(subscription.FilterPolicy).toBeUndefined();
    expect(only('AWS::Lambda::EventInvokeConfig')).toMatchObject({
      MaximumRetryAttempts: 2,
      DestinationConfig: { OnFailure: {} },
    });
    expect(only('AWS::Lambda::Permission')).toMatchObject({ Principal: 'sns.amazonaws.com' });
  });

  test('reads one parameter, which no template makes, and keeps what it could not tell', () => {
    const { Policies } = only('AWS::IAM::Role');
    const arn = (service: string, of: string) => `arn:aws:${service}:us-east-1:123456789012:${of}`;
    expect(Policies[0].PolicyDocument.Statement.slice(0, 2)).toEqual([
      {
        Effect: 'Allow',
        Action: 'ssm:GetParameter',
        Resource: arn('ssm', 'parameter/tlc/prod/notifications/webhook-url'),
      },
      { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arn('sqs', 'tlc-prod-notifier-dead-letters') },
    ]);
    expect(only('AWS::SSM::Parameter').Name).toBe('/tlc/prod/notifications/notifier-arn');
    expect(only('AWS::SQS::Queue')).toMatchObject({ QueueName: 'tlc-prod-notifier-dead-letters' });
  });

  test('alarms where the chat was not told', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'tlc-prod-pipeline-DeadLetters-Notifier',
      Dimensions: [{ Name: 'QueueName', Value: 'tlc-prod-notifier-dead-letters' }],
      AlarmDescription: Match.stringLikeRegexp('read the queue tlc-prod-notifier-dead-letters'),
    });
  });
});

describe('an OpenLineage endpoint', () => {
  const observability = (env: Record<string, string>) =>
    templateOf(stageConfig({ TLC_STAGE: 'dev', ...env }));

  test('gets nothing unless asked: no function, no rule, no role', () => {
    const off = observability({});
    for (const type of ['AWS::Lambda::Function', 'AWS::Events::Rule', 'AWS::IAM::Role'])
      off.resourceCountIs(type, 0);
  });

  test('is told by one function, of the executions of the one workflow, which reads documents and no rows', () => {
    const on = observability({ TLC_OPENLINEAGE_URL: 'https://lineage.example' });
    on.resourceCountIs('AWS::Lambda::Function', 1);
    on.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'tlc-dev-lineage-sender',
      Environment: {
        Variables: {
          OPENLINEAGE_URL: 'https://lineage.example',
          API_KEY_PARAMETER: '/tlc/dev/lineage/api-key',
        },
      },
    });
    on.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.states'],
        'detail-type': ['Step Functions Execution Status Change'],
        detail: { stateMachineArn: ['arn:aws:states:us-east-1:123456789012:stateMachine:tlc-dev-pipeline'] },
      },
    });
    on.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'tlc-dev-pipeline-Errors-LineageSender',
    });
    const [role] = Object.values(on.findResources('AWS::IAM::Role'));
    const objects = JSON.stringify(role).match(/arn:aws:s3:::[^"]*/g);
    expect(objects?.map((arn) => arn.replace(/-123456789012-us-east-1/, '')).sort()).toEqual([
      'arn:aws:s3:::tlc-dev-processed',
      'arn:aws:s3:::tlc-dev-processed/*/profile.json',
      'arn:aws:s3:::tlc-dev-processed/*/transform-report.json',
      'arn:aws:s3:::tlc-dev-processed/ledger/*',
      'arn:aws:s3:::tlc-dev-raw',
      'arn:aws:s3:::tlc-dev-raw/*/raw-manifest.json',
    ]);
  });
});
