import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { role, type TemplateCloud, templateCloud } from '../../../testing/template-cloud.ts';

const MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:machine';
let cloud: TemplateCloud;

beforeAll(async () => {
  const fail = { StartAt: 'F', States: { F: { Type: 'Fail', Error: 'E', Cause: 'because' } } };
  cloud = await templateCloud({
    Role: role('states.amazonaws.com', []),
    Machine: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        StateMachineName: 'machine',
        RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
        DefinitionString: JSON.stringify(fail),
      },
    },
    Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'failures' } },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventPattern: {
          source: ['aws.states'],
          'detail-type': ['Step Functions Execution Status Change'],
          detail: { status: ['FAILED', 'TIMED_OUT', 'ABORTED'], stateMachineArn: [MACHINE] },
        },
        Targets: [{ Id: 'q', Arn: { 'Fn::GetAtt': ['Queue', 'Arn'] } }],
      },
    },
  });
});
afterAll(() => cloud?.stop());

test('a rule on failed executions gets an event with what failed', async () => {
  const sfn = new SFNClient(cloud.client);
  const { executionArn } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn: MACHINE, name: 'one', input: '{"a":1}' }),
  );
  const sqs = new SQSClient(cloud.client);
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'failures' }));
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
  const { detail, resources, account } = JSON.parse(Messages[0]?.Body ?? '{}');
  expect([Messages.length, resources, account, detail]).toEqual([
    1,
    [executionArn],
    '000000000000',
    {
      executionArn,
      stateMachineArn: MACHINE,
      name: 'one',
      status: 'FAILED',
      startDate: expect.any(Number),
      stopDate: expect.any(Number),
      input: '{"a":1}',
      inputDetails: { included: true },
      output: null,
      outputDetails: null,
      error: 'E',
      cause: 'because',
    },
  ]);
});
