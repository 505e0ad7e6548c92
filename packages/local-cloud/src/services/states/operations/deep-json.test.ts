import {
  CreateStateMachineCommand,
  SFNClient,
  StartExecutionCommand,
  TestStateCommand,
  ValidateStateMachineDefinitionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TemplateCloud, templateCloud } from '../../../../testing/template-cloud.ts';

// A JSON text within a member is parsed by the service, behind the door.

const DEPTH = 100_000;
const DEEP = '['.repeat(DEPTH) + ']'.repeat(DEPTH);
const pass = (Result: string): string => `{"Type":"Pass","End":true,"Result":${Result}}`;
const machine = (Result: string): string => `{"StartAt":"P","States":{"P":${pass(Result)}}}`;
const roleArn = 'arn:aws:iam::000000000000:role/states';
const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:passing';

let cloud: TemplateCloud;
let client: SFNClient;
beforeAll(async () => {
  cloud = await templateCloud({
    States: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: 'states',
        AssumeRolePolicyDocument: {
          Statement: [
            { Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' },
          ],
        },
      },
    },
    Passing: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        StateMachineName: 'passing',
        RoleArn: roleArn,
        DefinitionString: machine('{}'),
      },
    },
  });
  client = new SFNClient({ ...cloud.client, maxAttempts: 1, disableHostPrefix: true });
});
afterAll(() => cloud.stop());

const refusal = async (asked: Promise<unknown>): Promise<string> => {
  const error = (await asked.then(
    () => new Error('it was answered'),
    (said: unknown) => said,
  )) as Error & { $metadata?: { httpStatusCode?: number } };
  return `${error.$metadata?.httpStatusCode} ${error.name}: ${error.message}`;
};

const DEEPER = 'nested deeper than 1100 levels';

test.each<[string, () => Promise<unknown>, RegExp]>([
  [
    'CreateStateMachine of a definition',
    () => client.send(new CreateStateMachineCommand({ name: 'deep', roleArn, definition: machine(DEEP) })),
    new RegExp(`^400 InvalidDefinition: .*${DEEPER}`),
  ],
  [
    'TestState of a definition',
    () => client.send(new TestStateCommand({ roleArn, definition: pass(DEEP) })),
    new RegExp(`^400 InvalidDefinition: .*${DEEPER}`),
  ],
  [
    'TestState of an input',
    () => client.send(new TestStateCommand({ roleArn, definition: pass('{}'), input: DEEP })),
    /^400 InvalidExecutionInput: /,
  ],
  [
    'StartExecution of an input',
    () => client.send(new StartExecutionCommand({ stateMachineArn, input: DEEP })),
    new RegExp(`^400 InvalidExecutionInput: .*${DEEPER}`),
  ],
])('%s that is nested 100,000 levels deep is refused by AWS’s name', async (_, ask, said) => {
  expect(await refusal(ask())).toMatch(said);
});

test('ValidateStateMachineDefinition tells of such a definition as of any that is wrong', async () => {
  const { result, diagnostics = [] } = await client.send(
    new ValidateStateMachineDefinitionCommand({ definition: machine(DEEP) }),
  );
  expect(result).toBe('FAIL');
  expect(diagnostics).toMatchObject([
    { code: 'INVALID_JSON_DESCRIPTION', message: expect.stringContaining(DEEPER) },
  ]);
});
