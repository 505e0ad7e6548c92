import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GlueClient, StartJobRunCommand } from '@aws-sdk/client-glue';
import { ListMultipartUploadsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { role, type TemplateCloud, templateCloud } from '../../../testing/template-cloud.ts';

const MINUTES = 60_000;
let cloud: TemplateCloud;
beforeAll(async () => {
  const resources = {
    Lake: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'lake' } },
    Role: role('glue.amazonaws.com', ['s3:*', 'logs:*']),
    Job: {
      Type: 'AWS::Glue::Job',
      Properties: {
        Name: 's3a',
        GlueVersion: '5.0',
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Command: { Name: 'glueetl', ScriptLocation: 's3a_checks.py', PythonVersion: '3' },
        DefaultArguments: { '--BUCKET': { Ref: 'Lake' } },
      },
    },
  };
  const script = readFileSync(join(import.meta.dirname, '../../../testing/s3/s3a_checks.py'), 'utf8');
  cloud = await templateCloud(resources, { 's3a_checks.py': script });
});
afterAll(() => cloud?.stop());

test(
  'Spark and GlueContext write, append, overwrite, rename and delete through s3a, and leave nothing behind',
  async () => {
    const { JobRunId = '' } = await new GlueClient(cloud.client).send(
      new StartJobRunCommand({ JobName: 's3a' }),
    );
    const ended = await cloud.cloud.kernel.offers.glue?.waitForJobRun('s3a', JobRunId);
    expect([ended?.ErrorMessage, ended?.JobRunState]).toEqual([undefined, 'SUCCEEDED']);
    const { events = [] } = await new CloudWatchLogsClient(cloud.client).send(
      new GetLogEventsCommand({ logGroupName: '/aws-glue/jobs/output', logStreamName: `${JobRunId}-driver` }),
    );
    expect(events.at(-1)?.message).toBe('every check passed');
    const s3 = new S3Client(cloud.client);
    const { KeyCount } = await s3.send(new ListObjectsV2Command({ Bucket: 'lake', Prefix: 's3a/' }));
    const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket: 'lake' }));
    expect([KeyCount, Uploads]).toEqual([0, []]);
  },
  10 * MINUTES,
);
