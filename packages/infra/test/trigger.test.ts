import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { newApp } from '../src/app.ts';
import { stageConfig } from '../src/config/stages.ts';
import { TriggerStack } from '../src/trigger/trigger-stack.ts';
import { fakeBuilds } from './builds.ts';
import { resources, stages, templates } from './templates.ts';

describe.each(stages)('the trigger of stage %s', (stage) => {
  test('fires on the fifth at six in New York, and is off', () => {
    const [schedule] = resources(stage, 'AWS::Scheduler::Schedule');
    expect(schedule?.properties).toMatchObject({
      Name: `tlc-${stage}-monthly`,
      ScheduleExpression: 'cron(0 6 5 * ? *)',
      ScheduleExpressionTimezone: 'America/New_York',
      State: 'DISABLED',
      Target: { RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 10 } },
    });
    expect(JSON.parse(schedule?.properties.Target.Input)).toEqual({
      scheduled_time: '<aws.scheduler.scheduled-time>',
      datasets: ['yellow'],
      ...(stage === 'prod' ? { refresh: true } : {}),
    });
  });

  test('has its role and function before the schedule that names them', () => {
    const template = JSON.parse(templates(stage)[`tlc-${stage}-trigger`] ?? '{}');
    const ofType = (type: string) =>
      Object.entries<{ Type: string; DependsOn?: string[] }>(template.Resources).filter(
        ([, resource]) => resource.Type === type,
      );
    const [schedule] = ofType('AWS::Scheduler::Schedule').map(([, resource]) => resource);
    const named = [...ofType('AWS::IAM::Role'), ...ofType('AWS::Lambda::Function')].map(([id]) => id);
    const needed = named.filter((id) => /^(ScheduleRole|Trigger)/.test(id));
    expect(schedule?.DependsOn).toEqual(
      expect.arrayContaining(needed.filter((id) => !/TriggerRole/.test(id))),
    );
    expect(needed.length).toBe(3);
  });

  test('keeps what could not be delivered and what failed', () => {
    const account = stage === 'local' ? '000000000000' : '123456789012';
    const queue = `arn:aws:sqs:us-east-1:${account}:tlc-${stage}-trigger-dead-letters`;
    const [schedule] = resources(stage, 'AWS::Scheduler::Schedule');
    expect(schedule?.properties.Target.DeadLetterConfig).toEqual({ Arn: queue });
    const [invoke] = resources(stage, 'AWS::Lambda::EventInvokeConfig');
    expect(invoke?.properties).toMatchObject({ MaximumRetryAttempts: 2 });
    expect(invoke?.properties.DestinationConfig.OnFailure.Destination['Fn::GetAtt'][0]).toMatch(
      /^DeadLetters/,
    );
    expect(resources(stage, 'AWS::SQS::Queue').map(({ properties }) => properties)).toMatchObject([
      {
        QueueName: `tlc-${stage}-trigger-dead-letters`,
        SqsManagedSseEnabled: true,
        MessageRetentionPeriod: 1_209_600,
      },
    ]);
  });

  test('and the states that are functions are on the newest Node and on ARM', () => {
    const own = resources(stage, 'AWS::Lambda::Function').filter(({ properties }) => properties.FunctionName);
    expect(
      own.map(({ properties }) => [properties.FunctionName, properties.Runtime, properties.Architectures]),
    ).toEqual([
      [`tlc-${stage}-check-source`, 'nodejs24.x', ['arm64']],
      [`tlc-${stage}-trigger`, 'nodejs24.x', ['arm64']],
      [`tlc-${stage}-write-passport`, 'nodejs24.x', ['arm64']],
    ]);
  });
});

test('the schedule is switched on by the stage config, for the datasets that it names', () => {
  const config = stageConfig({ TLC_STAGE: 'dev', TLC_SCHEDULE: 'enabled', TLC_DATASETS: 'yellow,fhvhv' });
  const stack = new TriggerStack(newApp(), config, { bundleDir: fakeBuilds().trigger });
  const input = { scheduled_time: '<aws.scheduler.scheduled-time>', datasets: ['yellow', 'fhvhv'] };
  Template.fromStack(stack).hasResourceProperties('AWS::Scheduler::Schedule', {
    State: 'ENABLED',
    Target: { Input: JSON.stringify(input) },
  });
});
