import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SingleTask } from '../../../../testing/states/single-task.ts';
import { machineArn } from '../../../../testing/states/states-kernel.ts';
import type { Shape } from '../../../aws/call.ts';
import { ServiceError } from '../../../aws/errors.ts';
import type { JsonObject } from '../../../aws/json.ts';

let tasks: SingleTask;

beforeEach(() => {
  tasks = new SingleTask();
});

afterEach(() => tasks.close());

describe('the other integrations', () => {
  it('publishes to SNS, a message that is no text as its JSON', async () => {
    const sent: Shape[] = [];
    const publish = (input: Shape): Shape => {
      sent.push(input);
      return { MessageId: 'm-1' };
    };
    const Parameters = { TopicArn: 'arn:topic', Message: { 'cause.$': '$.Cause' } };
    tasks.open(
      { Resource: 'arn:aws:states:::sns:publish', Parameters, ResultPath: null },
      { operations: { 'sns:Publish': publish } },
    );
    expect(await tasks.run({ Cause: 'why' })).toEqual({ status: 'SUCCEEDED', output: { Cause: 'why' } });
    expect(sent).toEqual([{ TopicArn: 'arn:topic', Message: '{"cause":"why"}' }]);
  });

  it.each([
    ['startExecution.sync', '{"x":1}'],
    ['startExecution.sync:2', { x: 1 }],
  ])('waits for a child execution by states:%s', async (action, Output) => {
    const Parameters = { StateMachineArn: machineArn('child'), Name: 'child-run', Input: { x: 1 } };
    tasks.open(
      { Resource: `arn:aws:states:::states:${action}`, Parameters },
      {},
      { child: { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } } },
    );
    const { status, output } = await tasks.run();
    expect([status, output]).toMatchObject([
      'SUCCEEDED',
      { Name: 'child-run', Status: 'SUCCEEDED', Output, StartDate: expect.any(Number) },
    ]);
    expect((await tasks.eventTypes()).slice(2, 6)).toEqual([
      'TaskScheduled',
      'TaskStarted',
      'TaskSubmitted',
      'TaskSucceeded',
    ]);
  });

  it('fails with the child, and stops it when it is stopped itself', async () => {
    const Parameters = { StateMachineArn: machineArn('child'), Name: 'c' };
    const state = { Resource: 'arn:aws:states:::states:startExecution.sync', Parameters };
    tasks.open(
      state,
      {},
      { child: { StartAt: 'F', States: { F: { Type: 'Fail', Error: 'No', Cause: 'because' } } } },
    );
    const failed = await tasks.run();
    expect([failed.error, JSON.parse(String(failed.cause))]).toMatchObject([
      'States.TaskFailed',
      { Status: 'FAILED', Error: 'No', Cause: 'because' },
    ]);
    await tasks.close();
    tasks = new SingleTask();
    tasks.open(
      state,
      {},
      { child: { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 1000, End: true } } } },
    );
    const executionArn = await tasks.begin();
    await tasks.reached('TaskSubmitted');
    await tasks.bench.call('StopExecution', { executionArn });
    const child = await tasks.bench.call('DescribeExecution', {
      executionArn: `${machineArn('child').replace('stateMachine', 'execution')}:c`,
    });
    expect(child.status).toBe('ABORTED');
  });

  it('calls any operation by aws-sdk, in the casing of its API', async () => {
    const seen: Shape[] = [];
    const put = (input: Shape): Shape => {
      seen.push(input);
      return { nextSequenceToken: 't' };
    };
    const Parameters = {
      LogGroupName: 'g',
      LogStreamName: 's',
      LogEvents: [{ Timestamp: 1, Message: 'm' }],
    };
    tasks.open(
      { Resource: 'arn:aws:states:::aws-sdk:cloudwatchlogs:putLogEvents', Parameters },
      { operations: { 'logs:PutLogEvents': put } },
    );
    expect(await tasks.run()).toEqual({ status: 'SUCCEEDED', output: { NextSequenceToken: 't' } });
    expect(seen).toEqual([
      { logGroupName: 'g', logStreamName: 's', logEvents: [{ timestamp: 1, message: 'm' }] },
    ]);
  });

  it('gives the dates of aws-sdk calls in ISO 8601 as Java writes it, and keys of maps as they are', async () => {
    const run = (second: number): Shape => ({
      JobRun: { StartedOn: new Date(second * 1000), Arguments: { '--month': 'm', lower: 'case' } },
    });
    const Parameters = { JobName: 'j', RunId: 'r' };
    tasks.open(
      { Resource: 'arn:aws:states:::aws-sdk:glue:getJobRun', Parameters },
      { operations: { 'glue:GetJobRun': () => run(0.25) } },
    );
    const Arguments = { '--month': 'm', lower: 'case' };
    const StartedOn = '1970-01-01T00:00:00.250Z';
    expect((await tasks.run()).output).toEqual({ JobRun: { StartedOn, Arguments } });
    await tasks.close();
    tasks = new SingleTask();
    tasks.open(
      { Resource: 'arn:aws:states:::aws-sdk:glue:getJobRun', Parameters },
      { operations: { 'glue:GetJobRun': () => run(0) } },
    );
    expect((await tasks.run()).output).toEqual({ JobRun: { StartedOn: '1970-01-01T00:00:00Z', Arguments } });
  });

  it.each<[string, JsonObject, string]>([
    ['aws-sdk:ssm:getParameter', { Nane: 'n' }, 'The field "Nane" is not supported by the local cloud'],
    ['aws-sdk:ssm:getParameter', {}, 'The field "Name" is required but was missing'],
  ])('checks what %s is given by the model of the service', (action, Parameters, why) => {
    tasks.open({ Resource: 'arn:aws:states:::sns:publish', Parameters: { Message: 'm' } });
    expect(() => tasks.open({ Resource: `arn:aws:states:::${action}`, Parameters })).toThrow(why);
  });

  it('names the errors of aws-sdk calls after the SDK', async () => {
    tasks.open(
      { Resource: 'arn:aws:states:::aws-sdk:ssm:getParameter', Parameters: { Name: 'n' } },
      {
        operations: {
          'ssm:GetParameter': () => {
            throw new ServiceError('ParameterNotFound', 'no such parameter');
          },
        },
      },
    );
    const { error, cause } = await tasks.run();
    expect(error).toBe('Ssm.ParameterNotFoundException');
    expect(cause).toMatch(/^no such parameter \(Service: Ssm, Status Code: 400, Request ID: /);
  });

  it.each([
    ['arn:aws:states:::glue:startJobRun.waitForTaskToken'],
    ['arn:aws:states:::sqs:sendMessage.sync'],
    ['arn:aws:states:::aws-sdk:s3:selectObjectContent'],
    ['arn:aws:states:::ecs:runTask.sync'],
    ['arn:aws:states:::dynamodb:putItem'],
    ['arn:aws:states:::events:putEvents'],
    ['arn:aws:states:::batch:submitJob.sync'],
    ['arn:aws:states:us-east-1:111111111111:activity:a'],
    ['arn:aws:states:::aws-sdk:ec2:runInstances'],
    ['arn:aws:states:::http:invoke'],
  ])('refuses %s by name when the assembly is loaded', (Resource) => {
    tasks.open({ Resource: 'arn:aws:states:::sns:publish', Parameters: { Message: 'm' } });
    expect(() => tasks.open({ Resource })).toThrow(
      `The resource ${Resource} is not supported by the local cloud`,
    );
  });

  it('refuses a parameter that the integration does not know by its place', () => {
    tasks.open({ Resource: 'arn:aws:states:::sns:publish', Parameters: { Message: 'm' } });
    const Parameters = { FunctionName: 'f', LogType: 'Tail' };
    expect(() => tasks.open({ Resource: 'arn:aws:states:::lambda:invoke', Parameters })).toThrow(
      'The field "LogType" is not supported by the local cloud at /States/Do/Parameters/LogType',
    );
  });
});
