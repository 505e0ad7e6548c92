import { expect, test } from 'vitest';
import { resourceTypes } from '../../index.ts';
import { registry } from './registry.ts';

test('the registry’s table has exactly the types that are served: else run `node packages/local-cloud/bin/registry.ts`', () => {
  const served = Object.keys(resourceTypes).filter(
    (type) => type.startsWith('AWS::') && type !== 'AWS::CDK::Metadata',
  );
  expect(Object.keys(registry()).sort()).toEqual(served.sort());
});

test('it says which properties take another resource, and which rights a handler needs', () => {
  const { identifier, createOnly, permissions } = registry()['AWS::SQS::Queue'] ?? {};
  expect([identifier, createOnly]).toEqual([['QueueUrl'], ['FifoQueue', 'QueueName']]);
  expect(permissions?.delete).toEqual(['sqs:DeleteQueue', 'sqs:GetQueueAttributes']);
});
