import { expect, test } from 'vitest';
import { resources, stages } from './templates.ts';

// A changed logical id removes the resource, with what it holds, and makes an empty one: never change this list.
const IDS = [
  'AWS::RedshiftServerless::Namespace tlc-STAGE-warehouse Namespace',
  'AWS::RedshiftServerless::Workgroup tlc-STAGE-warehouse Workgroup',
  'AWS::S3::Bucket tlc-STAGE-storage AccessLogsBucket83982689',
  'AWS::S3::Bucket tlc-STAGE-storage ProcessedBucketDE59930C',
  'AWS::S3::Bucket tlc-STAGE-storage RawBucket0C3EE094',
  'AWS::S3::Bucket tlc-STAGE-storage ScriptsBucket40FEB4B1',
];

test.each(stages)('nothing that holds data is replaced by a deploy of stage %s', (stage) => {
  const stateful = resources(stage).filter(({ type }) => /S3::Bucket$|RedshiftServerless/.test(type));
  const ids = stateful.map(({ type, stack, logicalId }) => `${type} ${stack} ${logicalId}`).sort();
  expect(ids).toEqual(IDS.map((id) => id.replace('STAGE', stage)));
});

test.each(stages)(
  'names of what holds data are fixed, so that a deploy of stage %s cannot rename it',
  (stage) => {
    const names = resources(stage)
      .filter(({ type }) => /S3::Bucket$|RedshiftServerless/.test(type))
      .map(({ properties: { BucketName, NamespaceName } }) => BucketName ?? NamespaceName);
    const account = stage === 'local' ? '000000000000' : '123456789012';
    expect(names.sort()).toEqual(
      [
        `tlc-${stage}`,
        `tlc-${stage}`,
        ...['access-logs', 'processed', 'raw', 'scripts'].map(
          (kind) => `tlc-${stage}-${kind}-${account}-us-east-1`,
        ),
      ].sort(),
    );
  },
);
