import type { Resource } from '../assembly/assembly.ts';
import { checkStatements } from './check-policy.ts';
import { type PolicyDocument, type Sourced, sourced } from './policy.ts';

/** What a bucket's policy says; there is at most one a bucket. */
export interface BucketPolicy {
  readonly document: PolicyDocument;
  readonly statements: readonly Sourced[];
}

/** Policies of AWS::S3::BucketPolicy resources by their bucket's name; throws on what is not evaluated. */
export function bucketPolicies(resources: readonly Resource[]): ReadonlyMap<string, BucketPolicy> {
  const policies = new Map<string, BucketPolicy>();
  for (const { logicalId, stackName, properties } of resources) {
    const document = properties.PolicyDocument as PolicyDocument;
    const statements = sourced(logicalId, document);
    checkStatements(statements, `${stackName}/${logicalId}`);
    policies.set(String(properties.Bucket), { document, statements });
  }
  return policies;
}

/** The bucket of `arn:aws:s3:::bucket` or `arn:aws:s3:::bucket/key`; undefined for any other ARN. */
export const bucketOf = (resource: string): string | undefined =>
  /^arn:aws:s3:::([^/*]+)/.exec(resource)?.[1];
