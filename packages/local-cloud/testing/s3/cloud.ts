import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Credentials } from '../../src/aws/call.ts';
import type { Cloud } from '../../src/cloud.ts';
import { clientEnv } from '../../src/command/client-env.ts';
import { cloudIn } from '../template-cloud.ts';

const allow = (Action: readonly string[], Resource: unknown): object => ({
  Effect: 'Allow',
  Action,
  Resource,
});
const trusting = (Service: string): object => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }],
});

/** A plain template: a bucket as it comes, one with everything that is read from a template, roles with few permissions. */
export const template = {
  Resources: {
    Data: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'data' } },
    Other: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'other' } },
    Versioned: {
      Type: 'AWS::S3::Bucket',
      Properties: {
        BucketName: 'versioned',
        VersioningConfiguration: { Status: 'Enabled' },
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: true },
          ],
        },
        LifecycleConfiguration: {
          Rules: [
            { Id: 'old', Status: 'Enabled', Prefix: 'tmp/', ExpirationInDays: 7 },
            {
              Id: 'parts',
              Status: 'Enabled',
              AbortIncompleteMultipartUpload: { DaysAfterInitiation: 3 },
              NoncurrentVersionExpiration: { NoncurrentDays: 30 },
            },
          ],
        },
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, IgnorePublicAcls: true },
        Tags: [{ Key: 'team', Value: 'data' }],
      },
    },
    VersionedPolicy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: {
        Bucket: { Ref: 'Versioned' },
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'TlsOnly',
              Effect: 'Deny',
              Principal: { AWS: '*' },
              Action: 's3:*',
              Resource: ['arn:aws:s3:::versioned', 'arn:aws:s3:::versioned/*'],
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            },
            {
              Sid: 'KeepLedger',
              Effect: 'Deny',
              Principal: '*',
              Action: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
              Resource: 'arn:aws:s3:::versioned/ledger/*',
            },
          ],
        },
      },
    },
    Reader: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: 'reader',
        AssumeRolePolicyDocument: trusting('lambda.amazonaws.com'),
        Policies: [
          {
            PolicyName: 'read-some',
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [allow(['s3:GetObject'], 'arn:aws:s3:::data/open/*')],
            },
          },
        ],
      },
    },
    Writer: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: 'writer',
        AssumeRolePolicyDocument: trusting('glue.amazonaws.com'),
        Policies: [
          {
            PolicyName: 'write-some',
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [
                allow(
                  ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload'],
                  'arn:aws:s3:::data/mine/*',
                ),
                allow(['s3:ListBucket'], 'arn:aws:s3:::data'),
              ],
            },
          },
        ],
      },
    },
  },
};

/** A local cloud of the template in a folder of its own. */
export interface TestCloud {
  readonly cloud: Cloud;
  readonly directory: string;
  /** Environment by which clients reach it as its operator, or as who holds `credentials`. */
  env(credentials?: Credentials): Record<string, string>;
  /** Keys of a session of a role. */
  assume(role: string, service: string): Credentials;
  stop(): Promise<void>;
}

/** Starts a local cloud; its state lies in `directory`, which is removed at the end unless it was given. */
export async function startTestCloud(given?: string): Promise<TestCloud> {
  const directory = given ?? mkdtempSync(join(tmpdir(), 'local-cloud-s3-'));
  const assembly = join(directory, 'assembly');
  mkdirSync(assembly, { recursive: true });
  writeFileSync(join(assembly, 'buckets.template.json'), JSON.stringify(template));
  const { cloud } = await cloudIn(directory);
  const account = cloud.kernel.accountId;
  return {
    cloud,
    directory,
    env: (credentials) => ({
      ...clientEnv(cloud),
      ...(credentials
        ? {
            AWS_ACCESS_KEY_ID: credentials.accessKeyId,
            AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
            AWS_SESSION_TOKEN: credentials.sessionToken ?? '',
          }
        : {}),
    }),
    assume: (role, service) =>
      cloud.kernel.assumeRole(`arn:aws:iam::${account}:role/${role}`, 'test', service, 'arn:aws:test'),
    stop: async () => {
      await cloud.stop();
      if (given === undefined) rmSync(directory, { recursive: true, force: true });
    },
  };
}
