import type { IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import { ServiceError } from '../errors.ts';
import { type HttpRequest, parsedRequest } from '../http-request.ts';
import { claimOf } from './claim.ts';
import type { Family } from './refusals.ts';
import { verifySignature } from './sigv4.ts';

// The example of "Signature Calculations for the Authorization Header", Amazon S3 API reference: GET with a Range.
const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const AT = Date.parse('2013-05-24T00:00:00Z');
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const example = (headers: Record<string, string> = {}, url = '/test.txt'): HttpRequest =>
  parsedRequest({
    method: 'GET',
    url,
    headers: {
      host: 'examplebucket.s3.amazonaws.com',
      range: 'bytes=0-9',
      'x-amz-content-sha256': EMPTY,
      'x-amz-date': '20130524T000000Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
      ...headers,
    },
  } as unknown as IncomingMessage);

function verdict(req: HttpRequest, now = AT, secret = SECRET, family: Family = 's3'): string {
  const claim = claimOf(req);
  if (!claim) return 'unsigned';
  try {
    verifySignature(req, claim, secret, undefined, now, family);
    return 'accepted';
  } catch (error) {
    return error instanceof ServiceError ? `${error.code} ${error.statusCode}` : String(error);
  }
}

it.each<[string, () => string, string]>([
  ['AWS’s own example', () => verdict(example()), 'accepted'],
  ['another secret', () => verdict(example(), AT, 'other'), 'SignatureDoesNotMatch 403'],
  ['another path', () => verdict(example({}, '/other.txt')), 'SignatureDoesNotMatch 403'],
  ['a changed signed header', () => verdict(example({ range: 'bytes=0-8' })), 'SignatureDoesNotMatch 403'],
  ['an unsigned x-amz- header', () => verdict(example({ 'x-amz-acl': 'private' })), 'AccessDenied 403'],
  ['14 minutes later', () => verdict(example(), AT + 14 * 60_000), 'accepted'],
  ['16 minutes later', () => verdict(example(), AT + 16 * 60_000), 'RequestTimeTooSkewed 403'],
  ['16 minutes earlier', () => verdict(example(), AT - 16 * 60_000), 'RequestTimeTooSkewed 403'],
  [
    '16 minutes later, of a JSON service',
    () => verdict(example(), AT + 16 * 60_000, SECRET, 'json'),
    'InvalidSignatureException 400',
  ],
  [
    'another secret, of a JSON service',
    () => verdict(example(), AT, 'x', 'json'),
    'InvalidSignatureException 400',
  ],
  [
    'a date that is not the credential’s',
    () => verdict(example({ 'x-amz-date': '20130525T000000Z' })),
    'AuthorizationHeaderMalformed 400',
  ],
  [
    'no payload hash',
    () => verdict(example({ 'x-amz-content-sha256': undefined as unknown as string })),
    'InvalidRequest 400',
  ],
  ['no signature', () => verdict(example({ authorization: '' })), 'unsigned'],
])('%s', (_, judge, expected) => {
  expect(judge()).toBe(expected);
});

// The example of "Authenticating Requests: Using Query Parameters", Amazon S3 API reference.
const presigned = (more = ''): HttpRequest =>
  parsedRequest({
    method: 'GET',
    url: `/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404${more}`,
    headers: { host: 'examplebucket.s3.amazonaws.com' },
  } as unknown as IncomingMessage);

it.each<[string, () => string, string]>([
  ['AWS’s own example of a presigned URL', () => verdict(presigned()), 'accepted'],
  ['the URL a second before it ends', () => verdict(presigned(), AT + 86_399_000), 'accepted'],
  ['the URL after its time', () => verdict(presigned(), AT + 86_401_000), 'AccessDenied 403'],
  ['the URL with a parameter more', () => verdict(presigned('&versionId=1')), 'SignatureDoesNotMatch 403'],
])('%s', (_, judge, expected) => {
  expect(judge()).toBe(expected);
});

it('a presigned URL for more than a week is refused', () => {
  const { query, ...request } = presigned();
  query.set('X-Amz-Expires', '604801');
  expect(() => claimOf({ ...request, query })).toThrow(
    'X-Amz-Expires must be between 1 and 604800 seconds, not 604801',
  );
});
