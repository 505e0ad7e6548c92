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

/** Where a deployment's files go. */
const destinationOf = ({ properties }: Resource): { readonly bucket: string; readonly prefix: string } => {
  const { DestinationBucketKeyPrefix: folder, DestinationBucketName: bucket } = properties;
  return {
    bucket: String(bucket),
    prefix: folder === undefined ? '' : `${String(folder).replace(/\/$/, '')}/`,
  };
};

/** Properties of custom resources are texts on AWS; what is not given is true of both. */
const isTrue = (value: unknown): boolean => String(value ?? true) === 'true';

/** Does what `Custom::CDKBucketDeployment` does: copies assets into a bucket. Unchanged files are left alone. */
export async function deployFiles(kernel: Kernel, resource: Resource, previous?: Resource): Promise<void> {
  const { properties, stackName, logicalId } = resource;
  const { bucket, prefix } = destinationOf(resource);
  const keys = list(properties.SourceObjectKeys);
  const deployed = new Set<string>();
  for (const [index, sourceBucket] of list(properties.SourceBucketNames).entries()) {
    const key = keys[index] ?? '';
    const asset = await kernel.published(sourceBucket, key);
    if (asset === undefined)
      throw new Error(`${stackName}/${logicalId}: there is no asset s3://${sourceBucket}/${key}`);
    const folder = statSync(asset).isDirectory() ? asset : unpacked(kernel, asset);
    for (const copied of await copyFolder(kernel, folder, bucket, prefix)) deployed.add(copied);
  }
  // A start deploys again what is deployed: what somebody put there since is not the deployment's.
  if (isTrue(properties.Prune) && previous?.properties !== properties)
    await prune(kernel, bucket, prefix, deployed);
}

/** Gives the keys of the folder's files. */
async function copyFolder(
  { offers }: Kernel,
  folder: string,
  bucket: string,
  prefix: string,
): Promise<string[]> {
  const stored = await offers.s3.list(bucket, prefix);
  const present = new Map(stored.map(({ key, etag }) => [key, etag.replaceAll('"', '')]));
  const files = filesOf(folder).map((path) => ({ path, key: prefix + relative(folder, path) }));
  for (const { path, key } of files)
    if (present.get(key) !== md5(path)) await offers.s3.putFile(bucket, key, path);
  return files.map(({ key }) => key);
}

async function prune(
  { offers: { s3 } }: Kernel,
  bucket: string,
  prefix: string,
  kept: ReadonlySet<string>,
): Promise<void> {
  for (const { key } of await s3.list(bucket, prefix)) if (!kept.has(key)) s3.deleteObject(bucket, key);
}

/** Deletes the deployment's files with it, where they are not to stay. */
export async function deleteFiles(kernel: Kernel, resource: Resource): Promise<void> {
  const { bucket, prefix } = destinationOf(resource);
  if (isTrue(resource.properties.RetainOnDelete) || !kernel.offers.s3.bucketExists(bucket)) return;
  await prune(kernel, bucket, prefix, new Set());
}

/** Does what `Custom::S3AutoDeleteObjects` does: a bucket that goes with its stack is emptied before. */
export function emptyBucket({ offers: { s3 } }: Kernel, { properties }: Resource): void {
  const bucket = String(properties.BucketName);
  if (s3.bucketExists(bucket)) s3.empty(bucket);
}
