import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
  TestStateCommand,
} from '@aws-sdk/client-sfn';
import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Resources, role, type TemplateCloud, templateCloud } from '../../testing/template-cloud.ts';

/** Numbers that JavaScript would round, or write otherwise. */
const NUMBERS =
  '{"id":9007199254740993,"share":1.0,"least":-0.10,"huge":1E400,"list":[1e-07,616581622363398142]}';

const machine = (StateMachineName: string, definition: object): Resources[string] => ({
  Type: 'AWS::StepFunctions::StateMachine',
  Properties: {
    StateMachineName,
    RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
    DefinitionString: JSON.stringify(definition),
  },
});
const echo = (ResultPath: string): object => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: 'echo', 'Payload.$': '$' },
  OutputPath: ResultPath,
});

let cloud: TemplateCloud;
beforeAll(async () => {
  cloud = await templateCloud({
    Role: role('states.amazonaws.com', ['lambda:*', 'sqs:*', 'states:*', 'events:*']),
    Runs: role('lambda.amazonaws.com', ['logs:*']),
    Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'told' } },
    Echo: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'echo',
        Handler: 'index.handler',
        Runtime: 'python3.12',
        Timeout: 60,
        Code: { ZipFile: 'def handler(event, context):\n    event.pop("huge", None)\n    return event' },
        Role: { 'Fn::GetAtt': ['Runs', 'Arn'] },
      },
    },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventPattern: { source: ['acme'], detail: { share: [1] } },
        Targets: [
          { Id: 'path', Arn: { 'Fn::GetAtt': ['Queue', 'Arn'] }, InputPath: '$.detail' },
          {
            Id: 'template',
            Arn: { 'Fn::GetAtt': ['Queue', 'Arn'] },
            InputTransformer: { InputPathsMap: { id: '$.detail.id' }, InputTemplate: '{"taken": <id>}' },
          },
        ],
      },
    },
    Passing: machine('passing', {
      StartAt: 'Keep',
      States: {
        Keep: { Type: 'Pass', Parameters: { 'data.$': '$', own: [] }, OutputPath: '$.data', Next: 'Which' },
        Which: {
          Type: 'Choice',
          Choices: [{ Variable: '$.id', NumericLessThanEquals: 9007199254740992, Next: 'Rounded' }],
          Default: 'Echo',
        },
        Rounded: { Type: 'Fail' },
        Echo: { ...echo('$.Payload'), End: true },
      },
    }),
  });
});
afterAll(() => cloud?.stop());

async function run(stateMachine: string, input: string) {
  const sfn = new SFNClient(cloud.client);
  const stateMachineArn = `arn:aws:states:us-east-1:000000000000:stateMachine:${stateMachine}`;
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input }));
  for (;;) {
    const found = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (found.status !== 'RUNNING') {
      const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }));
      return { status: found.status, input: found.input, output: found.output, cause: found.cause, events };
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test('numbers go through a state machine and a function as they were written', async () => {
  const { status, input, output, events } = await run('passing', NUMBERS);
  // The function is Python: what it reads and writes is its own, and no number of it is rounded on the way.
  const echoed = '{"id":9007199254740993,"share":1.0,"least":-0.1,"list":[1e-07,616581622363398142]}';
  expect([status, input, output]).toEqual(['SUCCEEDED', NUMBERS, echoed]);
  const sent = events.flatMap(({ taskScheduledEventDetails: details }) => details?.parameters ?? []);
  expect(sent).toEqual([`{"FunctionName":"echo","Payload":${NUMBERS}}`]);
}, 120_000);

test('an event reaches its targets with the numbers that it was put with, and matches by their values', async () => {
  const entry = { Source: 'acme', DetailType: 'Run', Detail: NUMBERS };
  await new EventBridgeClient(cloud.client).send(new PutEventsCommand({ Entries: [entry] }));
  const sqs = new SQSClient(cloud.client);
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'told' }));
  const bodies: string[] = [];
  while (bodies.length < 2) {
    const asked = { QueueUrl, WaitTimeSeconds: 20, MaxNumberOfMessages: 10 };
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(asked));
    bodies.push(...Messages.map(({ Body = '' }) => Body));
  }
  expect(bodies.sort()).toEqual([NUMBERS, '{"taken": 9007199254740993}'].sort());
});

const tested = async (state: object, input: string): Promise<(string | undefined)[]> => {
  const definition = JSON.stringify(state);
  const roleArn = 'arn:aws:iam::000000000000:role/stack-Role';
  const { output, error } = await new SFNClient({ ...cloud.client, disableHostPrefix: true }).send(
    new TestStateCommand({ definition, roleArn, input }),
  );
  return [output, error];
};

test.each([
  ['States.JsonToString($)', `"${NUMBERS.replaceAll('"', '\\"')}"`],
  ["States.StringToJson('[1.0, 9007199254740993, -0]')", '[1.0,9007199254740993,0]'],
  ["States.Format('{}', $.id)", '"9007199254740993"'],
  ['States.ArrayContains(States.Array($.id), 9007199254740992)', 'false'],
  ['States.MathAdd($.share, 1)', '2'],
  ['$.list[?(@ > 616581622363398141)]', '[616581622363398142]'],
  ['$.list[?(@ == 616581622363398142)]', '[616581622363398142]'],
  ['$.list[?(@ == 616581622363398141)]', '[]'],
])('%s sees numbers as they were written', async (expression, expected) => {
  const state = { Type: 'Pass', Parameters: { 'x.$': expression }, OutputPath: '$.x', End: true };
  expect(await tested(state, NUMBERS)).toEqual([expected, undefined]);
});

test.each([
  ['$states.input.id', '9007199254740993', undefined],
  ['$states.input.share + 1', '2', undefined],
  ['[$states.input.share, $states.input.least]', '[1,-0.1]', undefined],
  ['$string($states.input.id)', '"9007199254740993"', undefined],
  ['$parse("[9007199254740993, 1.0]")', '[9007199254740993,1]', undefined],
  ['$states.input.id + 1', undefined, 'States.QueryEvaluationError'],
  ['$states.input.huge', '"Infinity"', undefined],
])(
  '%s: JSONata keeps a whole number, and calculates with none that it would round',
  async (source, output, error) => {
    const state = { Type: 'Pass', QueryLanguage: 'JSONata', Output: `{% ${source} %}`, End: true };
    expect(await tested(state, NUMBERS)).toEqual([output, error]);
  },
);
