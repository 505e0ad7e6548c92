import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TemplateCloud, templateCloud } from '../../../../testing/template-cloud.ts';
import { checkLogDestination } from './log-destination.ts';

let cloud: TemplateCloud;
const role = (RoleName: string, ...Action: string[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName,
    AssumeRolePolicyDocument: {
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ],
    },
    Policies: [
      { PolicyName: 'p', PolicyDocument: { Statement: [{ Effect: 'Allow', Action, Resource: '*' }] } },
    ],
  },
});

beforeAll(async () => {
  cloud = await templateCloud({
    Logger: role('logger', 'logs:*'),
    Partial: role('partial', 'logs:CreateLogDelivery', 'logs:GetLogDelivery'),
  });
});
afterAll(() => cloud?.stop());

const check = (name: string, level: 'ALL' | 'OFF') =>
  checkLogDestination(cloud.cloud.kernel, {
    name: 'machine',
    roleArn: `arn:aws:iam::000000000000:role/${name}`,
    stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:machine',
    logging: { level, includeExecutionData: true, logGroup: '/machine' },
  });

test('a machine that logs needs a role that may deliver logs, as when AWS creates it', () => {
  expect(() => check('logger', 'ALL')).not.toThrow();
  expect(() => check('partial', 'OFF')).not.toThrow();
  expect(() => check('partial', 'ALL')).toThrow(
    /^The state machine IAM Role is not authorized to access the Log Destination .*AccessDeniedException: .* not authorized to perform: logs:UpdateLogDelivery/,
  );
});
