import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Resource } from '../../assembly/assembly.ts';
import { unpacked } from '../../kernel/archives/unpack.ts';
import type { Kernel } from '../../kernel/kernel.ts';

const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

const filesOf = (directory: string): string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

const md5 = (path: string): string => createHash('md5').update(readFileSync(path)).digest('hex');

/** Does what `Custom::CDKBucketDeployment` does: copies assets into a bucket. Unchanged files are left alone. */
export async function deployFiles(kernel: Kernel, resource: Resource): Promise<void> {
  const { properties, stackName, logicalId } = resource;
  const bucket = String(properties.DestinationBucketName);
  const { DestinationBucketKeyPrefix: folderName } = properties;
  const prefix = folderName === undefined ? '' : `${String(folderName).replace(/\/$/, '')}/`;
  const keys = list(properties.SourceObjectKeys);
  for (const [index, sourceBucket] of list(properties.SourceBucketNames).entries()) {
    const key = keys[index] ?? '';
    const asset = await kernel.published(sourceBucket, key);
    if (asset === undefined)
      throw new Error(`${stackName}/${logicalId}: there is no asset s3://${sourceBucket}/${key}`);
    const folder = statSync(asset).isDirectory() ? asset : unpacked(kernel, asset);
    await copyFolder(kernel, folder, bucket, prefix);
  }
}

async function copyFolder({ offers }: Kernel, folder: string, bucket: string, prefix: string): Promise<void> {
  const stored = await offers.s3.list(bucket, prefix);
  const present = new Map(stored.map(({ key, etag }) => [key, etag.replaceAll('"', '')]));
  for (const path of filesOf(folder)) {
    const key = prefix + relative(folder, path);
    if (present.get(key) !== md5(path)) await offers.s3.putFile(bucket, key, path);
  }
}
