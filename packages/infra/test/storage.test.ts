import { describe, expect, test } from 'vitest';
import { resources, stages } from './templates.ts';

describe.each(stages)('buckets of stage %s', (stage) => {
  const buckets = resources(stage, 'AWS::S3::Bucket');

  test('raw, processed, scripts and their access log, and no other', () => {
    expect(buckets.map(({ logicalId }) => logicalId.slice(0, -8))).toEqual([
      'AccessLogsBucket',
      'RawBucket',
      'ProcessedBucket',
      'ScriptsBucket',
    ]);
  });

  test.each(buckets.map((bucket) => [bucket.logicalId, bucket] as const))(
    '%s is encrypted, closed to the public and to plain HTTP',
    (logicalId, { properties }) => {
      expect(properties.BucketEncryption).toEqual({
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      });
      expect(properties.PublicAccessBlockConfiguration).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
      const policy = resources(stage, 'AWS::S3::BucketPolicy').find(
        (candidate) => candidate.properties.Bucket.Ref === logicalId,
      );
      const denials = policy?.properties.PolicyDocument.Statement.filter(
        ({ Effect, Principal, Action }: Record<string, unknown>) =>
          Effect === 'Deny' && Action === 's3:*' && JSON.stringify(Principal) === '{"AWS":"*"}',
      ).map(({ Condition }: Record<string, unknown>) => Condition);
      expect(denials).toEqual([
        { Bool: { 'aws:SecureTransport': 'false' } },
        { NumericLessThan: { 's3:TlsVersion': 1.2 } },
      ]);
    },
  );

  test('current objects of data never expire: a live month would be lost', () => {
    const expiring = buckets.filter(({ properties }) =>
      properties.LifecycleConfiguration.Rules.some((rule: object) =>
        Object.keys(rule).some((name) => name.startsWith('Expiration')),
      ),
    );
    expect(expiring.map(({ logicalId }) => logicalId.slice(0, -8))).toEqual(['AccessLogsBucket']);
  });

  test('who reads data is logged', () => {
    const logged = buckets.map(({ properties }) => properties.LoggingConfiguration?.LogFilePrefix);
    expect(logged).toEqual([undefined, 'raw/', 'processed/', 'scripts/']);
  });

  test('data outlives its stack in prod alone', () => {
    const kept = buckets.map(({ deletionPolicy }) => deletionPolicy);
    expect(new Set(kept)).toEqual(new Set([stage === 'prod' ? 'RetainExceptOnCreate' : 'Delete']));
    expect(resources(stage, 'Custom::S3AutoDeleteObjects')).toHaveLength(stage === 'prod' ? 0 : 4);
  });
});

test('what outlives its stack outlives no creation that failed: the next would find its name taken', () => {
  const kept = resources('prod').filter(({ deletionPolicy }) => /Retain/.test(deletionPolicy ?? ''));
  expect(new Set(kept.map(({ type }) => type))).toEqual(
    new Set(['AWS::S3::Bucket', 'AWS::Logs::LogGroup', 'AWS::RedshiftServerless::Namespace']),
  );
  expect(kept.filter(({ deletionPolicy }) => deletionPolicy !== 'RetainExceptOnCreate')).toEqual([]);
});
