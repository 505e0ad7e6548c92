import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TemplateCloud, templateCloud } from '../../../testing/template-cloud.ts';
import type { Shape } from '../../aws/call.ts';

const bucket = (BucketName: string, more: object = {}) => ({
  Type: 'AWS::S3::Bucket',
  Properties: { BucketName, ...more },
});
const versioned = (Status: string) => ({ VersioningConfiguration: { Status } });

let cloud: TemplateCloud;
beforeAll(async () => {
  cloud = await templateCloud({
    Kept: bucket('kept', { ...versioned('Enabled'), Tags: [{ Key: 'team', Value: 'data' }] }),
    Full: bucket('full'),
    Empty: bucket('empty'),
  });
});
afterAll(() => cloud?.stop());

const invoke = (operation: string, input: Shape): Promise<Shape> => {
  const { kernel } = cloud.cloud;
  return kernel.invoke('s3', operation, input, kernel.callerOf(kernel.keys.operator()));
};

/** Starts anew from a changed template, on the same state. */
async function deploy(resources: object): Promise<void> {
  writeFileSync(join(cloud.folder, 'assembly/stack.json'), JSON.stringify({ Resources: resources }));
  cloud = await cloud.restart();
}

const versioning = async (Bucket: string): Promise<unknown> =>
  (await invoke('GetBucketVersioning', { Bucket })).Status;

it('the template’s settings reach the bucket', async () => {
  expect(await versioning('kept')).toBe('Enabled');
  expect(await invoke('GetBucketTagging', { Bucket: 'kept' })).toEqual({
    TagSet: [{ Key: 'team', Value: 'data' }],
  });
});

it('a start from the same template leaves what was set by API, one from a changed template sets it anew', async () => {
  await invoke('PutBucketVersioning', { Bucket: 'kept', ...versioned('Suspended') });
  cloud = await cloud.restart();
  expect(await versioning('kept')).toBe('Suspended');
  await deploy({ Kept: bucket('kept'), Full: bucket('full'), Empty: bucket('empty') });
  expect(await versioning('kept')).toBeUndefined();
  await deploy({ Kept: bucket('kept', versioned('Enabled')), Full: bucket('full'), Empty: bucket('empty') });
  expect(await versioning('kept')).toBe('Enabled');
});

it('a bucket that is gone from the template is deleted, unless objects are in it', async () => {
  await invoke('PutObject', { Bucket: 'full', Key: 'k', Body: Buffer.from('x') });
  await deploy({ Kept: bucket('kept', versioned('Enabled')) });
  const { Buckets } = await invoke('ListBuckets', {});
  expect((Buckets as Shape[]).map(({ Name }) => Name)).toEqual(['full', 'kept']);
  expect(cloud.log.filter((line) => line.includes('is not deleted'))).toEqual([
    'stack/Full is not deleted: The bucket you tried to delete is not empty',
  ]);
  const found = await cloud.cloud.kernel.offers.s3.list('full', '');
  expect(found.map(({ key }) => key)).toEqual(['k']);
});
