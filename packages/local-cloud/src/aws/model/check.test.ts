import { describe, expect, test } from 'vitest';
import type { Shape } from '../call.ts';
import { ServiceError } from '../errors.ts';
import { checkInput } from './check.ts';
import { modelOf } from './model.ts';
import type { ServedMembers } from './served.ts';

function refusal(
  service: string,
  operation: string,
  input: Shape,
  served?: ServedMembers,
): string | undefined {
  try {
    checkInput(modelOf(service), operation, input, served);
    return undefined;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return `${error.code}: ${error.message}`;
  }
}

const data = { Namespace: 'n', MetricData: [{ MetricName: 'm' }] };
const entry = { Source: 's', Detail: '{}' };

describe('an input that the model does not allow is refused in AWS’s sentences', () => {
  test.each([
    [
      'a member that must be there',
      'ssm',
      'GetParameter',
      {},
      "ValidationException: 1 validation error detected: Value null at 'name' failed to satisfy constraint: Member must not be null",
    ],
    [
      'a short text',
      'ssm',
      'GetParameter',
      { Name: '' },
      "ValidationException: 1 validation error detected: Value '' at 'name' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      'a text that does not fit a pattern, of a list of structures',
      'redshift-data',
      'ExecuteStatement',
      { Sql: 's', Parameters: [{ name: 'a b', value: '1' }] },
      "ValidationException: 1 validation error detected: Value 'a b' at 'parameters.1.member.name' failed to satisfy constraint: Member must satisfy regular expression pattern: [0-9a-zA-Z_]+",
    ],
    [
      'a value of no enum',
      'ssm',
      'PutParameter',
      { Name: 'n', Value: 'v', Type: 'Number' },
      "ValidationException: 1 validation error detected: Value 'Number' at 'type' failed to satisfy constraint: Member must satisfy enum value set: [String, StringList, SecureString]",
    ],
    [
      'a large number',
      'ssm',
      'GetParametersByPath',
      { Path: '/', MaxResults: 11 },
      "ValidationException: 1 validation error detected: Value '11' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 10",
    ],
    [
      'an empty list',
      'events',
      'PutEvents',
      { Entries: [] },
      "ValidationException: 1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      'items of a list',
      'ssm',
      'GetParameters',
      { Names: ['a', ''] },
      "ValidationException: 1 validation error detected: Value at 'names' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 2048, Member must have length greater than or equal to 1]",
    ],
    [
      'several at once',
      'redshift-data',
      'ExecuteStatement',
      { Parameters: [{ name: 'n' }] },
      "ValidationException: 2 validation errors detected: Value null at 'parameters.1.member.value' failed to satisfy constraint: Member must not be null; Value null at 'sql' failed to satisfy constraint: Member must not be null",
    ],
    [
      'a number for a text',
      'glue',
      'GetJob',
      { JobName: 7 },
      'SerializationException: JobName: NUMBER_VALUE can not be converted to a String',
    ],
    [
      'a text for a number',
      'glue',
      'GetJobs',
      { MaxResults: '7' },
      'SerializationException: MaxResults: STRING_VALUE can not be converted to an Integer',
    ],
    [
      'a number beyond 32 bits',
      'glue',
      'GetJobs',
      { MaxResults: 2 ** 31 },
      'SerializationException: MaxResults: NUMBER_VALUE can not be converted to an Integer',
    ],
    [
      'a list for a structure',
      'scheduler',
      'GetSchedule',
      { Name: ['n'] },
      'SerializationException: Name: LIST_VALUE can not be converted to a String',
    ],
    [
      'a member that AWS does not have',
      'glue',
      'GetJob',
      { JobName: 'j', Job: 'j' },
      'SerializationException: Job: there is no such member, only JobName',
    ],
    [
      'a missing parameter of SQS',
      'sqs',
      'SendMessage',
      { QueueUrl: 'q' },
      'MissingParameter: The request must contain the parameter MessageBody.',
    ],
    [
      'a missing parameter of CloudWatch',
      'monitoring',
      'GetDashboard',
      {},
      'MissingParameter: The parameter DashboardName is required.',
    ],
    [
      'an unknown element of S3',
      's3',
      'PutBucketTagging',
      { Bucket: 'b', Tagging: { TagSet: [], More: '' } },
      'MalformedXML: Tagging.More: there is no such member, only TagSet',
    ],
    [
      'a text for a number of S3',
      's3',
      'ListObjectsV2',
      { Bucket: 'b', MaxKeys: 'x' },
      'InvalidArgument: MaxKeys: STRING_VALUE can not be converted to an Integer',
    ],
    [
      'names of Object.prototype',
      'glue',
      'GetJob',
      JSON.parse('{"JobName":"j","__proto__":{},"constructor":1}'),
      'SerializationException: __proto__: there is no such member, only JobName',
    ],
  ] as const)('%s', (_, service, operation, input, expected) => {
    expect(refusal(service, operation, input as Shape)).toBe(expected);
  });

  test('a text is no blob', () => {
    expect(refusal('lambda', 'Invoke', { FunctionName: 'f', Payload: '{}' })).toBe(
      'SerializationException: Payload: STRING_VALUE can not be converted to a Blob',
    );
  });

  test('of a union exactly one member is set', () => {
    const one = {
      type: 'structure',
      union: true,
      members: { a: { shape: 'S' }, b: { shape: 'S' } },
    } as const;
    const shapes = { Either: one, S: { type: 'string' } } as const;
    const operations = {
      Choose: { http: { method: 'POST', requestUri: '/' }, input: { shape: 'Either' }, errors: [] },
    };
    const model = { ...modelOf('glue'), operations, shapes };
    expect(() => checkInput(model, 'Choose', { a: 'x' }, undefined)).not.toThrow();
    for (const input of [{}, { a: 'x', b: 'x' }])
      expect(() => checkInput(model, 'Choose', input, undefined)).toThrow('exactly one of a, b must be set');
  });

  test('the values of secrets are not shown', () => {
    const input = { name: 'm', definition: '', roleArn: 'r' };
    expect(refusal('states', 'CreateStateMachine', input)).toBe(
      "ValidationException: 1 validation error detected: Value at 'definition' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
  });
});

test('an input that the model allows passes', () => {
  expect(refusal('events', 'PutEvents', { Entries: [entry] })).toBeUndefined();
  expect(
    refusal('glue', 'StartJobRun', { JobName: 'j', Arguments: { '--a': 'b' }, Timeout: 5 }),
  ).toBeUndefined();
  expect(refusal('logs', 'FilterLogEvents', { logGroupName: 'g', endTime: 2n ** 63n - 1n })).toBeUndefined();
  expect(refusal('s3', 'ListBuckets', {})).toBeUndefined();
});

test('values for which S3 and SQS have codes of their own are left to their operations', () => {
  expect(refusal('s3', 'ListObjectsV2', { Bucket: 'b', EncodingType: 'none' })).toBeUndefined();
  expect(refusal('sqs', 'GetQueueAttributes', { QueueUrl: 'q', AttributeNames: ['None'] })).toBeUndefined();
});

describe('a member that AWS knows and that is not served is refused by name', () => {
  const without = (...takes: string[]): ServedMembers => ({
    takes,
    inert: { ClientToken: 'calls are not repeated' },
  });

  test.each([
    [
      'at the top',
      'glue',
      'StartJobRun',
      { JobName: 'j', WorkerType: 'G.1X' },
      without('JobName'),
      'StartJobRun with WorkerType',
    ],
    [
      'below one of which a part is served',
      'events',
      'PutEvents',
      { Entries: [{ ...entry, TraceHeader: 't' }] },
      without('Entries.Source', 'Entries.Detail'),
      'PutEvents with Entries.TraceHeader',
    ],
    [
      'empty as it may be',
      'glue',
      'StartJobRun',
      { JobName: 'j', Arguments: {} },
      without('JobName'),
      'StartJobRun with Arguments',
    ],
  ] as const)('%s', (_, service, operation, input, served, what) => {
    expect(refusal(service, operation, input as Shape, served)).toBe(
      `ValidationException: ${what} is not supported by the local cloud (see docs/local-cloud.md)`,
    );
  });

  test('what is taken or inert passes, with all that lies below it', () => {
    expect(refusal('monitoring', 'PutMetricData', data, without('Namespace', 'MetricData'))).toBeUndefined();
    const served = { takes: ['Entries.Source', 'Entries.Detail'], inert: { 'Entries.TraceHeader': 'why' } };
    const input = { Entries: [entry, { ...entry, TraceHeader: 't' }] };
    expect(refusal('events', 'PutEvents', input, served)).toBeUndefined();
  });

  test('AWS’s own error comes first', () => {
    expect(refusal('glue', 'StartJobRun', { WorkerType: 'G.1X' }, without('JobName'))).toMatch(
      /^ValidationException: 1 validation error/,
    );
  });

  test('S3 refuses as S3 does', () => {
    const input = { Bucket: 'b', Key: 'k', ACL: 'private' };
    expect(refusal('s3', 'PutObject', input, { takes: ['Bucket', 'Key'], inert: {} })).toMatch(
      /^NotImplemented: the header x-amz-acl of S3 PutObject is not/,
    );
  });
});
