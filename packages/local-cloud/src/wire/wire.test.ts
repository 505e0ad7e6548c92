import { Readable } from 'node:stream';
import {
  CloudWatchClient,
  GetDashboardCommand,
  InvalidParameterValueException,
} from '@aws-sdk/client-cloudwatch';
import { GetObjectCommand, NoSuchKey, S3Client } from '@aws-sdk/client-s3';
import { NotFoundException, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { QueueDoesNotExist, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Shape } from '../aws/call.ts';
import { NotSupported, ServiceError } from '../aws/errors.ts';
import { checkInput } from '../aws/model/check.ts';
import { modelOf } from '../aws/model/model.ts';
import { takesStream } from './bindings.ts';
import type { WireRequest, WireResponse } from './wire.ts';
import { wireOf } from './wires.ts';

function request(
  given: Partial<Omit<WireRequest, 'body'>> & { readonly body?: string | Buffer },
): WireRequest {
  const { path: target = '/', body = '', ...more } = given;
  const [path = '', rawQuery = ''] = target.split('?');
  const query = new URLSearchParams(rawQuery);
  return { method: 'POST', headers: {}, ...more, path, rawQuery, query, body: Buffer.from(body) };
}

const json = (target: string, body: string): WireRequest =>
  request({ headers: { 'x-amz-target': target }, body });
const form = (body: string): WireRequest =>
  request({ headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }, body });

/** Operation and input of a request. */
function read(service: string, asked: WireRequest): { operation: string; input: Shape } {
  const model = modelOf(service);
  const wire = wireOf(asked, model);
  const { operation, path } = wire.operationOf(asked, model);
  return { operation, input: wire.decode(asked, model, operation, path) };
}

function failure(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof ServiceError) return `${error.code} ${error.statusCode}: ${error.message}`;
    throw error;
  }
  return 'no failure';
}

describe('JSON', () => {
  test('whole numbers beyond 2^53 are kept exactly, in both directions', () => {
    const asked = json(
      'Logs_20140328.FilterLogEvents',
      '{"endTime":9223372036854775807,"startTime":1,"limit":5}',
    );
    expect(read('logs', asked).input).toEqual({ endTime: 9223372036854775807n, startTime: 1, limit: 5 });
    const model = modelOf('logs');
    const { body } = wireOf(asked, model).encode(
      { events: [{ timestamp: 2n ** 60n }] },
      model,
      'FilterLogEvents',
      'r',
    );
    expect(body).toBe('{"events":[{"timestamp":1152921504606846976}]}');
  });

  test('null is absence, and what does not fit the model is left for the check', () => {
    const body = '{"Name":null,"WithDecryption":"yes","More":{"a":1}}';
    expect(read('ssm', json('AmazonSSM.GetParameter', body)).input).toEqual({
      WithDecryption: 'yes',
      More: { a: 1 },
    });
  });

  test('members named as those of Object.prototype are data', () => {
    const { input } = read(
      'glue',
      json('AWSGlue.StartJobRun', '{"JobName":"j","Arguments":{"__proto__":"a","constructor":"b"}}'),
    );
    expect(Object.entries(input.Arguments as object)).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
    expect(Object.getPrototypeOf(input.Arguments)).toBeNull();
  });

  test.each([
    ['{', /^SerializationException 400: the body is not JSON: /],
    ['[]', /^SerializationException 400: the body is no JSON object$/],
  ])('the body %s is refused', (body, expected) => {
    expect(failure(() => read('ssm', json('AmazonSSM.GetParameter', body)))).toMatch(expected);
  });

  test('text where AWS has bytes is no answer', () => {
    const model = modelOf('sqs');
    const output = { Messages: [{ MessageAttributes: { a: { DataType: 'Binary', BinaryValue: 'AQI=' } } }] };
    const wire = wireOf(json('AmazonSQS.ReceiveMessage', ''), model);
    expect(() => wire.encode(output, model, 'ReceiveMessage', 'r')).toThrow('a string where AWS has bytes');
  });

  test('a member that AWS does not have is no answer', () => {
    const asked = json('AmazonSSM.GetParameter', '{}');
    const model = modelOf('ssm');
    expect(() => wireOf(asked, model).encode({ Parameters: [] }, model, 'GetParameter', 'r')).toThrow(
      /Parameters/,
    );
  });
});

describe('a form', () => {
  test('is nested again, in the order of its numbers', () => {
    const names = 'Action=PutMetricData&Version=2010-08-01&Namespace=n&MetricData.member.1.MetricName=m';
    const values =
      'MetricData.member.1.Values.member.10=1.5&MetricData.member.1.Values.member.9=-1e3&MetricData.member.1.Timestamp=2026-01-02T03:04:05Z';
    expect(read('monitoring', form(`${names}&${values}`))).toEqual({
      operation: 'PutMetricData',
      input: {
        Namespace: 'n',
        MetricData: [{ MetricName: 'm', Values: [-1000, 1.5], Timestamp: new Date('2026-01-02T03:04:05Z') }],
      },
    });
  });

  test('what cannot be read as the model has it stays as it came', () => {
    const body =
      'Action=DescribeAlarms&MaxRecords=1x&AlarmNames=a&AlarmTypes.member.x=b&Foo.Bar=1&__proto__.x=1';
    expect(Object.entries(read('monitoring', form(body)).input)).toEqual([
      ['MaxRecords', '1x'],
      ['AlarmNames', 'a'],
      ['AlarmTypes', { member: '' }],
      ['Foo', { Bar: '' }],
      ['__proto__', { x: '' }],
    ]);
  });

  test.each(['a.', '.', '__proto__.'])('a name of a hundred thousand times %s is refused', (part) => {
    const body = `Action=DescribeAlarms&${part.repeat(100_000)}b=1`;
    expect(failure(() => read('monitoring', form(body)))).toMatch(
      /^SerializationException 400: the parameter .{40}… has more than 32 parts/,
    );
  });
});

describe('CBOR', () => {
  const cbor = (body: Buffer): WireRequest =>
    request({ path: '/service/GraniteServiceVersion20100801/operation/GetDashboard', body });

  test.each([
    ['no CBOR', 'a16161', /^SerializationException 400: the body is not CBOR/],
    ['a list', '80', /^SerializationException 400: the body is no CBOR map$/],
  ])('%s is refused', (_, hex, expected) => {
    expect(failure(() => read('monitoring', cbor(Buffer.from(hex, 'hex'))))).toMatch(expected);
  });

  test('another service’s path names no operation', () => {
    expect(
      wireOf(cbor(Buffer.alloc(0)), modelOf('monitoring')).operationOf(
        request({ path: '/service/Other/operation/GetDashboard' }),
        modelOf('monitoring'),
      ).operation,
    ).toBe('/service/Other/operation/GetDashboard');
  });
});

const s3 = (
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body = '',
): WireRequest => request({ method, path, headers, body });

describe('S3’s addresses', () => {
  const copy = { 'x-amz-copy-source': 'b/k' };

  test.each([
    ['GET', '/', {}, 'ListBuckets'],
    ['GET', '/b', {}, 'ListObjects'],
    ['GET', '/b/?list-type=2', {}, 'ListObjectsV2'],
    ['GET', '/b?uploads', {}, 'ListMultipartUploads'],
    ['PUT', '/b', {}, 'CreateBucket'],
    ['PUT', '/b/k', {}, 'PutObject'],
    ['PUT', '/b/k', copy, 'CopyObject'],
    ['PUT', '/b/k?partNumber=1&uploadId=u', {}, 'UploadPart'],
    ['PUT', '/b/k?partNumber=1&uploadId=u', copy, 'UploadPartCopy'],
    ['PUT', '/b/k?uploadId=u', {}, 'UploadPart'],
    ['PUT', '/b/k?tagging', {}, 'PutObjectTagging'],
    ['GET', '/b/k?uploadId=u', {}, 'ListParts'],
    ['GET', '/b/k?attributes', {}, 'GetObjectAttributes'],
    ['GET', '/b/k?x-id=GetObject', {}, 'GetObject'],
    ['HEAD', '/b/k', {}, 'HeadObject'],
    ['HEAD', '/b', {}, 'HeadBucket'],
    ['POST', '/b/k?uploads', {}, 'CreateMultipartUpload'],
    ['POST', '/b/k?uploadId=u', {}, 'CompleteMultipartUpload'],
    ['POST', '/b?delete', {}, 'DeleteObjects'],
    ['DELETE', '/b/k?uploadId=u', {}, 'AbortMultipartUpload'],
    ['DELETE', '/b/k?versionId=v', {}, 'DeleteObject'],
    ['GET', '/b?cors', {}, 'GetBucketCors'],
    ['PUT', '/b/k?acl', {}, 'PutObjectAcl'],
    ['POST', '/b/k?select&select-type=2', {}, 'SelectObjectContent'],
    ['POST', '/b', {}, 'POST of a bucket'],
  ] as const)('%s %s', (method, path, headers, operation) => {
    const asked = s3(method, path, headers);
    expect(wireOf(asked, modelOf('s3')).operationOf(asked, modelOf('s3')).operation).toBe(operation);
  });

  test('a key is what lies behind the bucket, slashes and all', () => {
    expect(read('s3', s3('GET', '/b//a%20b/%F0%9F%9A%95/')).input).toEqual({ Bucket: 'b', Key: '/a b/🚕/' });
  });

  test.each([
    [
      'an escape that is none',
      s3('GET', '/b/%zz'),
      "InvalidURI 400: Couldn't parse the specified URI: /b/%zz",
    ],
    [
      'a parameter that no member has',
      s3('GET', '/b/k?foo=1'),
      'NotImplemented 501: the parameter foo of S3 GetObject is not supported by the local cloud (see docs/local-cloud.md)',
    ],
    [
      'a header that no member has',
      s3('GET', '/b/k', { 'x-amz-foo': '1' }),
      'NotImplemented 501: the header x-amz-foo is not supported by the local cloud (see docs/local-cloud.md)',
    ],
    [
      'another root',
      s3('PUT', '/b?tagging', {}, '<Tags/>'),
      'MalformedXML 400: The XML you provided was not well-formed or did not validate against our published schema',
    ],
    [
      'no XML',
      s3('PUT', '/b?tagging', {}, 'tags'),
      'MalformedXML 400: The XML you provided was not well-formed or did not validate against our published schema',
    ],
  ])('%s is refused', (_, asked, expected) => {
    expect(failure(() => read('s3', asked))).toBe(expected);
  });
});

describe('S3’s requests', () => {
  test('headers, a presigned URL’s parameters and metadata are members', () => {
    const headers = {
      'x-amz-meta-owner': 'me',
      'if-none-match': '*',
      expires: 'Wed, 21 Oct 2015 07:28:00 GMT',
    };
    const { input } = read(
      's3',
      s3('PUT', '/b/k?X-Amz-Signature=s&x-amz-storage-class=STANDARD_IA&X-Amz-Date=d', headers),
    );
    expect(input).toMatchObject({ Metadata: { owner: 'me' }, IfNoneMatch: '*', StorageClass: 'STANDARD_IA' });
    expect(Object.keys(input).sort()).toEqual([
      'Body',
      'Bucket',
      'Expires',
      'IfNoneMatch',
      'Key',
      'Metadata',
      'StorageClass',
    ]);
  });

  test('a condition on what is no date is none', () => {
    expect(read('s3', s3('GET', '/b/k', { 'if-modified-since': 'yesterday' })).input).toEqual({
      Bucket: 'b',
      Key: 'k',
    });
  });

  test('a body that streams is handed on as the stream', () => {
    const stream = Readable.from(['x']);
    expect(read('s3', { ...s3('PUT', '/b/k'), stream }).input.Body).toBe(stream);
  });

  test('only objects and their parts come as streams', () => {
    const streamed = ['glue', 'lambda', 's3', 'scheduler'].flatMap((service) =>
      Object.keys(modelOf(service).operations).filter((operation) =>
        takesStream(modelOf(service), operation),
      ),
    );
    expect(streamed).toEqual(['PutObject', 'UploadPart']);
  });

  test('entities of XML are text, and those that a document declares are not expanded', () => {
    const xml =
      '<!DOCTYPE t [<!ENTITY e "no">]><Tagging xmlns="http://s3.amazonaws.com/doc/2006-03-01/">\n <TagSet><Tag><Key>a&amp;&#x62;</Key><Value>&e;</Value></Tag></TagSet></Tagging>';
    expect(read('s3', s3('PUT', '/b?tagging', {}, xml)).input.Tagging).toEqual({
      TagSet: [{ Key: 'a&b', Value: '&e;' }],
    });
  });

  test('an element that AWS does not have stays, for the check', () => {
    const xml = '<Tagging><TagSet><Tag><Key>a</Key><Foo>1</Foo></Tag></TagSet></Tagging>';
    expect(read('s3', s3('PUT', '/b?tagging', {}, xml)).input.Tagging).toEqual({
      TagSet: [{ Key: 'a', Foo: '1' }],
    });
  });
});

describe('S3’s answers', () => {
  const model = modelOf('s3');
  const answer = (operation: string, output: Shape): WireResponse =>
    wireOf(s3('GET', '/'), model).encode(output, model, operation, 'r');

  test('a part is answered with 206, and nothing with 204 and no length', () => {
    expect(
      answer('GetObject', { ContentRange: 'bytes 0-0/2', ContentLength: 1, Body: Buffer.from('x') }),
    ).toEqual({
      status: 206,
      headers: {
        server: 'AmazonS3',
        'x-amz-request-id': 'r',
        'x-amz-id-2': 'r',
        'content-length': '1',
        'content-range': 'bytes 0-0/2',
      },
      body: Buffer.from('x'),
    });
    expect(answer('DeleteObject', { VersionId: 'v' })).toEqual({
      status: 204,
      headers: { server: 'AmazonS3', 'x-amz-request-id': 'r', 'x-amz-id-2': 'r', 'x-amz-version-id': 'v' },
      body: '',
    });
  });

  test('a location is the root’s own text', () => {
    expect(answer('GetBucketLocation', { LocationConstraint: 'eu-west-1' }).body).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">eu-west-1</LocationConstraint>',
    );
  });

  test('an error tells what it is about, and who answered', () => {
    const error = new ServiceError('NoSuchKey', 'The specified key does not exist.', 404, { Key: 'a<b' });
    expect(wireOf(s3('GET', '/'), model).encodeError(error, model, 'r')).toMatchObject({
      status: 404,
      headers: { server: 'AmazonS3', 'x-amz-request-id': 'r', 'content-type': 'application/xml' },
      body: '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><Key>a&lt;b</Key><RequestId>r</RequestId><HostId>r</HostId></Error>',
    });
  });
});

/** What the SDK throws where `error` is answered. */
async function thrown(
  service: string,
  error: ServiceError,
  send: (options: object) => Promise<unknown>,
): Promise<unknown> {
  const model = modelOf(service);
  const handle = async (sent: WireRequest & { path: string }) => {
    const headers = Object.fromEntries(
      Object.entries(sent.headers).map(([name, value]) => [name.toLowerCase(), value]),
    );
    const { status, headers: own, body } = wireOf({ ...sent, headers }, model).encodeError(error, model, 'r');
    return {
      response: { statusCode: status, headers: own, body: Readable.from([Buffer.from(body as string)]) },
    };
  };
  const options = {
    region: 'us-east-1',
    endpoint: 'http://127.0.0.1:1',
    credentials: { accessKeyId: 'A', secretAccessKey: 'S' },
    requestHandler: { handle, destroy: () => undefined },
    maxAttempts: 1,
  };
  return send(options).catch((failed: unknown) => failed);
}

describe('errors are of the modelled class for the SDK', () => {
  test('of SQS, with the code of its older protocol', async () => {
    const error = new ServiceError('QueueDoesNotExist', 'The specified queue does not exist.');
    const found = await thrown('sqs', error, (options) =>
      new SQSClient(options).send(new ReceiveMessageCommand({ QueueUrl: 'http://x/q' })),
    );
    expect(found).toBeInstanceOf(QueueDoesNotExist);
    const wire = wireOf(json('AmazonSQS.X', ''), modelOf('sqs')).encodeError(error, modelOf('sqs'), 'r');
    expect(wire.headers).toMatchObject({
      'x-amzn-query-error': 'AWS.SimpleQueueService.NonExistentQueue;Sender',
      'x-amzn-errortype': 'QueueDoesNotExist',
    });
  });

  test('of SNS, by code or by name', async () => {
    for (const code of ['NotFound', 'NotFoundException']) {
      const found = await thrown('sns', new ServiceError(code, 'no'), (options) =>
        new SNSClient(options).send(new PublishCommand({ Message: 'm' })),
      );
      expect(found).toBeInstanceOf(NotFoundException);
      expect((found as NotFoundException).$metadata.httpStatusCode).toBe(404);
    }
  });

  test('of CloudWatch', async () => {
    const error = new ServiceError('InvalidParameterValue', 'no');
    const found = await thrown('monitoring', error, (options) =>
      new CloudWatchClient(options).send(new GetDashboardCommand({ DashboardName: 'd' })),
    );
    expect(found).toBeInstanceOf(InvalidParameterValueException);
  });

  test('of S3', async () => {
    const found = await thrown('s3', new ServiceError('NoSuchKey', 'no'), (options) =>
      new S3Client({ ...options, forcePathStyle: true }).send(
        new GetObjectCommand({ Bucket: 'b', Key: 'k' }),
      ),
    );
    expect(found).toBeInstanceOf(NoSuchKey);
  });

  test('what a form cannot say is malformed, to S3 its XML is', () => {
    const error = new ServiceError('SerializationException', 'no');
    expect(wireOf(form(''), modelOf('sns')).encodeError(error, modelOf('sns'), 'r').body).toContain(
      '<Code>MalformedInput</Code>',
    );
    expect(wireOf(s3('GET', '/'), modelOf('s3')).encodeError(error, modelOf('s3'), 'r').body).toContain(
      '<Code>MalformedXML</Code>',
    );
    expect(
      wireOf(s3('GET', '/'), modelOf('s3')).encodeError(
        new NotSupported('x', 'NotImplemented'),
        modelOf('s3'),
        'r',
      ).status,
    ).toBe(501);
  });
});

test.each([
  ['glue', json('AWSGlue.None', ''), 'UnknownOperationException 400: glue None is'],
  ['events', json('AWSGlue.GetJob', ''), 'UnknownOperationException 400: events AWSGlue.GetJob is'],
  ['sns', form('Action=None'), 'InvalidAction 400: sns None is'],
  ['sqs', form('Action=SendMessage'), 'UnknownOperationException 400: sqs  is'],
  [
    'lambda',
    request({ method: 'GET', path: '/2018-10-31/layers' }),
    'UnknownOperationException 404: lambda ListLayers is',
  ],
  [
    'scheduler',
    request({ method: 'PUT', path: '/none' }),
    'UnknownOperationException 404: scheduler PUT /none is',
  ],
  [
    'monitoring',
    request({ path: '/service/GraniteServiceVersion20100801/operation/None' }),
    'UnknownOperationException 404: monitoring None is',
  ],
  ['s3', s3('PUT', '/b?cors'), 'NotImplemented 501: S3 PutBucketCors is'],
])('an operation of %s that is not served is refused in its own words', (service, asked, expected) => {
  const model = modelOf(service);
  const wire = wireOf(asked, model);
  const { operation } = wire.operationOf(asked, model);
  expect(
    failure(() => {
      throw wire.unknownOperation(operation, model);
    }),
  ).toBe(`${expected} not supported by the local cloud (see docs/local-cloud.md)`);
});

const services = ['events', 'glue', 'lambda', 'monitoring', 's3', 'sns', 'states'];
const anyBody = fc.oneof(
  fc.json(),
  fc.string(),
  fc.uint8Array(),
  fc.webQueryParameters(),
  fc.constant('<Tagging><TagSet>'),
);

test('whatever a client sends is read or refused, and then found right or wrong', () => {
  const requests = fc.record({
    method: fc.constantFrom('GET', 'PUT', 'POST', 'DELETE', 'HEAD'),
    path: fc.oneof(
      fc.webPath(),
      fc.constantFrom(
        '/b?tagging',
        '/b/k?uploadId=u',
        '/service/GraniteServiceVersion20100801/operation/PutMetricData',
      ),
    ),
    target: fc.option(
      fc.constantFrom('AWSGlue.StartJobRun', 'AWSEvents.PutEvents', 'AWSStepFunctions.StartExecution'),
    ),
    body: fc.oneof(
      anyBody,
      fc.webQueryParameters().map((more) => `Action=Publish&${more}`),
    ),
  });
  fc.assert(
    fc.property(fc.constantFrom(...services), requests, (service, { method, path, target, body }) => {
      const headers = target === null ? {} : { 'x-amz-target': target };
      const asked = request({ method, path, headers, body: Buffer.from(body) });
      const said = failure(() => {
        const { operation, input } = read(service, asked);
        checkInput(modelOf(service), operation, input, { takes: [], inert: {} });
      });
      expect(said).toMatch(/^(no failure|\w+ [45]\d\d: )/);
    }),
    { numRuns: 2000 },
  );
});
