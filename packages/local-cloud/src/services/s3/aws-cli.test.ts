import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AwsCli } from '../../../testing/s3/aws-cli.ts';
import { startTestCloud, type TestCloud } from '../../../testing/s3/cloud.ts';

let test: TestCloud;
let cli: AwsCli;
const aws = (...args: string[]): Promise<unknown> => cli.run(...args);

beforeAll(async () => {
  test = await startTestCloud();
  cli = new AwsCli(test.env());
  await aws('s3', 'ls');
}, 120_000);
afterAll(async () => {
  cli.stop();
  await test.stop();
});

/** `s3api <operation> --bucket versioned`, read by the aws command line. */
const configuration: readonly (readonly [operation: string, expected: unknown])[] = [
  ['get-bucket-location', { LocationConstraint: null }],
  ['get-bucket-versioning', { Status: 'Enabled' }],
  ['get-bucket-tagging', { TagSet: [{ Key: 'team', Value: 'data' }] }],
  [
    'get-bucket-encryption',
    {
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: true }],
      },
    },
  ],
  [
    'get-bucket-lifecycle-configuration',
    {
      Rules: [
        { ID: 'old', Filter: { Prefix: 'tmp/' }, Status: 'Enabled', Expiration: { Days: 7 } },
        {
          ID: 'parts',
          Filter: { Prefix: '' },
          Status: 'Enabled',
          NoncurrentVersionExpiration: { NoncurrentDays: 30 },
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: 3 },
        },
      ],
    },
  ],
  [
    'get-public-access-block',
    {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        IgnorePublicAcls: true,
        BlockPublicPolicy: false,
        RestrictPublicBuckets: false,
      },
    },
  ],
  [
    'get-bucket-ownership-controls',
    { OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] } },
  ],
];

describe('the aws command line', () => {
  it.each(configuration)('reads %s as the template says', async (operation, expected) => {
    expect(await aws('s3api', operation, '--bucket', 'versioned')).toEqual(expected);
  });

  it.each([
    ['get-bucket-tagging', 'NoSuchTagSet'],
    ['get-bucket-lifecycle-configuration', 'NoSuchLifecycleConfiguration'],
    ['get-bucket-policy', 'NoSuchBucketPolicy'],
  ])('hears from %s that a plain bucket has none', async (operation, code) => {
    await expect(aws('s3api', operation, '--bucket', 'data')).rejects.toThrow(code);
  });

  it.each([
    ['get-bucket-cors', 'S3 GetBucketCors is not supported'],
    ['get-bucket-website', 'S3 GetBucketWebsite is not supported'],
    ['get-bucket-notification-configuration', 'S3 GetBucketNotificationConfiguration is not supported'],
  ])('is refused %s by name', async (operation, message) => {
    await expect(aws('s3api', operation, '--bucket', 'data')).rejects.toThrow(message);
  });

  it('reads the bucket policy', async () => {
    const answer = (await aws('s3api', 'get-bucket-policy', '--bucket', 'versioned')) as { Policy: string };
    const { Statement } = JSON.parse(answer.Policy) as { Statement: { Sid: string }[] };
    expect(Statement.map(({ Sid }) => Sid)).toEqual(['TlsOnly', 'KeepLedger']);
  });

  it('syncs a folder to a bucket and back, and moves and removes what it put', async () => {
    const folder = join(test.directory, 'files');
    mkdirSync(join(folder, 'a'), { recursive: true });
    writeFileSync(join(folder, 'a', 'one.txt'), 'one');
    writeFileSync(join(folder, 'two words.bin'), Buffer.alloc(9 * 1024 * 1024, 7));
    await aws('s3', 'sync', folder, 's3://data/sync/', '--no-progress');
    await aws('s3', 'mv', 's3://data/sync/a/one.txt', 's3://data/sync/b/one.txt');
    expect(await aws('s3', 'ls', 's3://data/sync/', '--recursive')).toMatch(
      /^\S+ \S+ +3 sync\/b\/one.txt\n\S+ \S+ +9437184 sync\/two words.bin\n$/,
    );
    const back = join(test.directory, 'back');
    await aws('s3', 'cp', 's3://data/sync/', back, '--recursive', '--no-progress');
    expect(
      readFileSync(join(back, 'two words.bin')).equals(readFileSync(join(folder, 'two words.bin'))),
    ).toBe(true);
    await aws('s3', 'rm', 's3://data/sync/', '--recursive');
    expect(await aws('s3api', 'list-objects-v2', '--bucket', 'data', '--prefix', 'sync/')).toMatchObject({
      Prefix: 'sync/',
    });
  }, 60_000);

  it('makes a bucket, tags it, sets its versioning and removes it', async () => {
    await aws('s3', 'mb', 's3://made-here');
    await aws(
      's3api',
      'put-bucket-tagging',
      '--bucket',
      'made-here',
      '--tagging',
      'TagSet=[{Key=k,Value=v}]',
    );
    expect(await aws('s3api', 'get-bucket-tagging', '--bucket', 'made-here')).toEqual({
      TagSet: [{ Key: 'k', Value: 'v' }],
    });
    await aws('s3', 'rb', 's3://made-here');
    await expect(aws('s3api', 'head-bucket', '--bucket', 'made-here')).rejects.toThrow('404');
  }, 60_000);
});
