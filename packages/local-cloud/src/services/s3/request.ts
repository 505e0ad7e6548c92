import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Call } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import { rawTarget } from '../../aws/http-request.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Bucket, Buckets } from './buckets.ts';
import { toXml } from './xml.ts';

/** One S3 request with all that an operation needs. */
export interface S3Request {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly call: Call;
  readonly kernel: Kernel;
  readonly buckets: Buckets;
  readonly bucket: string;
  readonly key: string;
  readonly query: URLSearchParams;
}

export type S3Operation = (request: S3Request) => Promise<void> | void;

function decoded(text: string, path: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ServiceError('InvalidURI', `Couldn't parse the specified URI: ${path}`);
  }
}

/** Bucket and key of a path-style address; throws InvalidURI on a broken escape. */
export function addressed(req: IncomingMessage): { bucket: string; key: string; query: URLSearchParams } {
  const { path, query } = rawTarget(req);
  const [, bucket = '', ...rest] = path.split('/');
  return { bucket: decoded(bucket, path), key: decoded(rest.join('/'), path), query };
}

/** The bucket that the request addresses; throws NoSuchBucket. */
export const bucketOf = ({ buckets, bucket }: S3Request): Bucket => buckets.get(bucket);
export const now = ({ kernel }: S3Request): number => kernel.clock.now().getTime();
export const versionIdOf = ({ query }: S3Request): string | undefined => query.get('versionId') ?? undefined;

export const bucketArn = (bucket: string): string => `arn:aws:s3:::${bucket}`;
export const objectArn = (bucket: string, key: string): string => `arn:aws:s3:::${bucket}/${key}`;

/** Headers and parameters that policies may ask about, by their condition key. */
const CONDITION_HEADERS = [
  'x-amz-acl',
  'x-amz-storage-class',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-copy-source',
  'x-amz-metadata-directive',
  'x-amz-content-sha256',
  'if-none-match',
  'if-match',
];

function contextOf({ req, query, kernel }: S3Request): Record<string, string> {
  const headers = CONDITION_HEADERS.flatMap((name) => {
    const value = req.headers[name];
    return typeof value === 'string' ? [[`s3:${name}`, value]] : [];
  });
  const versionId = query.get('versionId');
  return {
    ...(Object.fromEntries(headers) as Record<string, string>),
    ...(versionId === null ? {} : { 's3:versionid': versionId }),
    's3:signatureversion': 'AWS4-HMAC-SHA256',
    's3:authtype': req.headers.authorization === undefined ? 'REST-QUERY-STRING' : 'REST-HEADER',
    's3:tlsversion': '1.3', // loopback stands for TLS
    's3:resourceaccount': kernel.accountId,
  };
}

/** Authorizes an action, e.g. `GetObject`, on the request's own object, or on another. */
export const authorizeObject = (
  request: S3Request,
  action: string,
  other?: { bucket: string; key: string },
): void =>
  request.kernel.authorize(
    request.call.caller,
    `s3:${action}`,
    objectArn(other?.bucket ?? request.bucket, other?.key ?? request.key),
    contextOf(request),
  );

/** Authorizes an action on the request's bucket, or on another. */
export const authorizeBucket = (
  request: S3Request,
  action: string,
  context: Readonly<Record<string, string>> = {},
  bucket = request.bucket,
): void =>
  request.kernel.authorize(request.call.caller, `s3:${action}`, bucketArn(bucket), {
    ...contextOf(request),
    ...context,
  });

/** Headers of every answer. */
export const commonHeaders = ({ call }: S3Request): Record<string, string> => ({
  server: 'AmazonS3',
  'x-amz-request-id': call.requestId,
  'x-amz-id-2': call.requestId,
});

export type Headers = Readonly<Record<string, string | number>>;

export function send(request: S3Request, status: number, headers: Headers = {}, body = ''): void {
  const bytes = Buffer.from(body);
  // An answer without content has no length either: S3's 204.
  const length = status === 204 ? {} : { 'content-length': bytes.length };
  request.res.writeHead(status, { ...commonHeaders(request), ...length, ...headers });
  request.res.end(bytes);
}

export const sendXml = (
  request: S3Request,
  root: string,
  content: object | string,
  headers: Headers = {},
): void => send(request, 200, { 'content-type': 'application/xml', ...headers }, toXml(root, content));
