import type { Caller } from '../../../../aws/call.ts';
import type { Kernel } from '../../../../kernel/kernel.ts';
import type { S3Offer } from '../../../../kernel/offers.ts';
import { SqlError } from '../../failure.ts';

/** Roles that COPY and UNLOAD may use: those of the namespace. */
export interface NamespaceRoles {
  readonly namespaceArn: string;
  readonly attached: readonly string[];
  readonly default: string | undefined;
}

export const located = (url: string): { bucket: string; key: string } => {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(url) ?? [];
  return { bucket, key };
};

/** S3 by the eyes of a role of the namespace, as Redshift reads and writes it. */
export class S3Role {
  readonly #kernel: Kernel;
  readonly #role: Caller;

  /** Throws unless the role is attached to the namespace and trusts Redshift. */
  constructor(kernel: Kernel, roles: NamespaceRoles, wanted: string) {
    const arn = wanted === 'default' ? roles.default : wanted;
    if (arn === undefined || !roles.attached.includes(arn))
      throw new SqlError(
        `User arn:aws:redshift:${kernel.region}:${kernel.accountId} is not authorized to assume IAM Role ${arn ?? 'default'}: the role is not associated with the namespace`,
      );
    this.#kernel = kernel;
    this.#role = roleOf(kernel, arn, roles.namespaceArn);
  }

  #allowed(action: string, resource: string, context?: Record<string, string>): void {
    try {
      this.#kernel.authorize(this.#role, action, resource, context);
    } catch (error) {
      throw new SqlError(
        `S3ServiceException:Access Denied,Status 403,Error AccessDenied: ${(error as Error).message}`,
      );
    }
  }

  /** "COPY must have LIST access to the bucket": the same guide, "Permissions to access other AWS resources"; also with a manifest. */
  checkList(url: string): void {
    const { bucket, key } = located(url);
    this.#allowed('s3:ListBucket', `arn:aws:s3:::${bucket}`, { 's3:prefix': key });
  }

  #bucket(bucket: string): S3Offer {
    const { s3 } = this.#kernel.offers;
    if (!s3?.bucketExists(bucket))
      throw new SqlError(
        `S3ServiceException:The specified bucket does not exist,Status 404,Error NoSuchBucket: ${bucket}`,
      );
    return s3;
  }

  /** Path of an object's bytes on this machine; undefined where there is no such object. */
  async path(url: string): Promise<string | undefined> {
    const { bucket, key } = located(url);
    this.#allowed('s3:GetObject', `arn:aws:s3:::${bucket}/${key}`);
    return this.#bucket(bucket).objectPath(bucket, key);
  }

  /** URLs of the objects below a prefix that hold bytes. */
  async below(url: string): Promise<string[]> {
    this.checkList(url);
    const { bucket, key } = located(url);
    const objects = await this.#bucket(bucket).list(bucket, key);
    return objects.filter(({ size }) => size > 0).map((object) => `s3://${bucket}/${object.key}`);
  }

  async put(url: string, path: string): Promise<void> {
    const { bucket, key } = located(url);
    this.#allowed('s3:PutObject', `arn:aws:s3:::${bucket}/${key}`);
    await this.#bucket(bucket).putFile(bucket, key, path);
  }
}

function roleOf(kernel: Kernel, arn: string, namespaceArn: string): Caller {
  try {
    const service = 'redshift-serverless.amazonaws.com';
    const credentials = kernel.assumeRole(arn, 'RedshiftIamRoleSession', service, namespaceArn);
    const role = kernel.callerOf(credentials);
    kernel.revoke(credentials);
    return role;
  } catch (error) {
    throw new SqlError(
      `User arn:aws:redshift:${kernel.region}:${kernel.accountId} is not authorized to assume IAM Role ${arn}: ${(error as Error).message}`,
    );
  }
}
