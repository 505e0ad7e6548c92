import type { IncomingMessage, ServerResponse } from 'node:http';
import { rawTarget } from '../../identity/sigv4.ts';
import type { Call, Kernel } from '../../service.ts';
import type { Buckets } from './buckets.ts';
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

/** Bucket and key of a path-style address. */
export function addressed(req: IncomingMessage): { bucket: string; key: string; query: URLSearchParams } {
  const { path, rawQuery } = rawTarget(req);
  const [, bucket = '', ...rest] = path.split('/');
  // `+` in a query string of S3 is a space, as in forms.
  return {
    bucket: decodeURIComponent(bucket),
    key: decodeURIComponent(rest.join('/')),
    query: new URLSearchParams(rawQuery),
  };
}

export const bucketArn = (bucket: string): string => `arn:aws:s3:::${bucket}`;
export const objectArn = (bucket: string, key: string): string => `arn:aws:s3:::${bucket}/${key}`;

/** Authorizes an action on the request's own object, or on another. */
export const authorizeObject = (
  { kernel, call, bucket, key }: S3Request,
  action: string,
  other?: { bucket: string; key: string },
): void =>
  kernel.authorize(call.caller, `s3:${action}`, objectArn(other?.bucket ?? bucket, other?.key ?? key));
export const authorizeBucket = (
  { kernel, call, bucket }: S3Request,
  action: string,
  context?: Record<string, string>,
): void => kernel.authorize(call.caller, `s3:${action}`, bucketArn(bucket), context);

export function send(
  { res, call }: S3Request,
  status: number,
  headers: Record<string, string | number> = {},
  body = '',
): void {
  const bytes = Buffer.from(body);
  res.writeHead(status, {
    server: 'AmazonS3',
    'x-amz-request-id': call.requestId,
    'content-length': bytes.length,
    ...headers,
  });
  res.end(bytes);
}

export const sendXml = (
  request: S3Request,
  root: string,
  content: unknown,
  headers: Record<string, string> = {},
): void => send(request, 200, { 'content-type': 'application/xml', ...headers }, toXml(root, content));
