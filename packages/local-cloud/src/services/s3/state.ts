import type { Call } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import type { HttpRequest } from '../../aws/http-request.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { Buckets } from './buckets.ts';

/** What an input says of the bucket and object that it is about, and of who it thinks owns them. */
export interface Addressed {
  readonly Bucket: string;
  readonly Key?: string;
  readonly ExpectedBucketOwner?: string;
}

/** Members of every operation on a bucket, and on an object. */
export const BUCKET = ['Bucket', 'ExpectedBucketOwner'];
export const OBJECT = [...BUCKET, 'Key'];
export const PAYER = { RequestPayer: 'nothing costs anything here' };

/** Members that policies may ask about, by their condition key: "Condition keys for Amazon S3". */
const CONDITION_KEYS: Readonly<Record<string, string>> = {
  ACL: 'x-amz-acl',
  StorageClass: 'x-amz-storage-class',
  ServerSideEncryption: 'x-amz-server-side-encryption',
  SSEKMSKeyId: 'x-amz-server-side-encryption-aws-kms-key-id',
  CopySource: 'x-amz-copy-source',
  MetadataDirective: 'x-amz-metadata-directive',
  IfNoneMatch: 'if-none-match',
  IfMatch: 'if-match',
  VersionId: 'versionid',
};

/** What policies may ask about the request itself. */
function ofRequest({ headers, query }: HttpRequest): Record<string, string> {
  const sha256 = headers['x-amz-content-sha256'] ?? query.get('X-Amz-Content-Sha256');
  return {
    ...(typeof sha256 === 'string' ? { 's3:x-amz-content-sha256': sha256 } : {}),
    's3:authtype': headers.authorization === undefined ? 'REST-QUERY-STRING' : 'REST-HEADER',
  };
}

/** The buckets, and who may do what with them. */
export class S3 {
  readonly kernel: Kernel;
  readonly buckets: Buckets;

  constructor(kernel: Kernel) {
    this.kernel = kernel;
    this.buckets = new Buckets(kernel.dataDir('s3'));
  }

  now(): number {
    return this.kernel.clock.now().getTime();
  }

  get owner(): { ID: string; DisplayName: string } {
    return { ID: this.kernel.accountId, DisplayName: 'local' };
  }

  /** Throws AccessDenied unless the caller may do the action, e.g. `GetObject`, with the input's object or another. */
  authorizeObject(
    call: Call,
    input: Addressed,
    action: string,
    { Bucket, Key = '' }: Pick<Addressed, 'Bucket' | 'Key'> = input,
  ): void {
    this.#authorize(call, input, action, `${Bucket}/${Key}`, {});
  }

  /** Throws AccessDenied unless the caller may do the action with the input's bucket or another. */
  authorizeBucket(
    call: Call,
    input: Addressed,
    action: string,
    context: Readonly<Record<string, string>> = {},
    bucket = input.Bucket,
  ): void {
    this.#authorize(call, input, action, bucket, context);
  }

  #authorize(
    { caller, request }: Call,
    input: Addressed,
    action: string,
    resource: string,
    context: Readonly<Record<string, string>>,
  ): void {
    this.checkOwner('x-amz-expected-bucket-owner', input.ExpectedBucketOwner);
    const asked = Object.entries(input).filter(([name]) => Object.hasOwn(CONDITION_KEYS, name));
    this.kernel.authorize(caller, `s3:${action}`, `arn:aws:s3:::${resource}`, {
      ...Object.fromEntries(asked.map(([name, value]) => [`s3:${CONDITION_KEYS[name]}`, String(value)])),
      's3:signatureversion': 'AWS4-HMAC-SHA256',
      ...(request ? ofRequest(request) : { 's3:authtype': 'REST-HEADER' }),
      's3:tlsversion': '1.3', // loopback stands for TLS
      's3:resourceaccount': this.kernel.accountId,
      ...context,
    });
  }

  checkOwner(header: string, expected: string | undefined): void {
    if (expected === undefined || expected === this.kernel.accountId) return;
    throw new ServiceError(
      'AccessDenied',
      `Access Denied: ${header} is ${expected}, the bucket belongs to ${this.kernel.accountId}`,
      403,
    );
  }
}
