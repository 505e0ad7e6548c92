import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { role, type TemplateCloud, templateCloud } from '../../../testing/template-cloud.ts';

let cloud: TemplateCloud;
beforeAll(async () => {
  cloud = await templateCloud({
    Poor: role('states.amazonaws.com', ['s3:ListBucket'], 'poor'),
    Rich: role('states.amazonaws.com', ['lambda:*'], 'rich'),
  });
});
afterAll(() => cloud?.stop());

test.each([
  ['poor', 'AccessDeniedException'],
  ['rich', 'ResourceNotFoundException'],
])('a function that is not there, asked for by the role %s: %s', async (name, error) => {
  const { kernel } = cloud.cloud;
  const credentials = kernel.assumeRole(
    `arn:aws:iam::${kernel.accountId}:role/${name}`,
    'test',
    'states.amazonaws.com',
    'arn:aws:states:us-east-1:000000000000:stateMachine:test',
  );
  const lambda = new LambdaClient({ ...cloud.client, credentials });
  await expect(lambda.send(new InvokeCommand({ FunctionName: 'none' }))).rejects.toMatchObject({
    name: error,
  });
});
