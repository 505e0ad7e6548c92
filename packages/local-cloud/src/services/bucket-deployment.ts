import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Assembly, Resource } from '../assembly/assembly.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { S3Peer } from '../kernel/offers.ts';

const DEPLOYMENT = 'Custom::CDKBucketDeployment';
const CUSTOM = /^Custom::/;
const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** Functions and roles that only serve custom resources of the CDK, which the local cloud does by itself. */
export function providersOf(assembly: Assembly): {
  functions: ReadonlySet<string>;
  roles: ReadonlySet<string>;
} {
  const tokens = new Set(
    assembly.resources
      .filter(({ type }) => CUSTOM.test(type))
      .map(({ properties }) => String(properties.ServiceToken)),
  );
  const functions = assembly.ofType('AWS::Lambda::Function').filter(({ arn }) => tokens.has(arn ?? ''));
  return {
    functions: new Set(functions.map(({ arn }) => arn ?? '')),
    roles: new Set(functions.map(({ properties }) => String(properties.Role))),
  };
}

const filesOf = (directory: string): string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

const md5 = (path: string): string => createHash('md5').update(readFileSync(path)).digest('hex');

async function deploy(s3: S3Peer, assembly: Assembly, resource: Resource): Promise<void> {
  const { properties, stackName, logicalId } = resource;
  const bucket = String(properties.DestinationBucketName);
  const prefix =
    properties.DestinationBucketKeyPrefix === undefined
      ? ''
      : `${String(properties.DestinationBucketKeyPrefix).replace(/\/$/, '')}/`;
  const keys = list(properties.SourceObjectKeys);
  const present = new Map(
    (await s3.list(bucket, prefix)).map(({ key, etag }) => [key, etag.replaceAll('"', '')]),
  );
  for (const [index, sourceBucket] of list(properties.SourceBucketNames).entries()) {
    const folder = assembly.assetPath(sourceBucket, keys[index] ?? '');
    if (folder === undefined || !statSync(folder).isDirectory()) {
      throw new Error(
        `${stackName}/${logicalId}: the asset ${sourceBucket}/${keys[index]} is no folder of the assembly`,
      );
    }
    for (const path of filesOf(folder)) {
      const key = prefix + relative(folder, path);
      if (present.get(key) !== md5(path)) await s3.putFile(bucket, key, path);
    }
  }
}

/** Does what `Custom::CDKBucketDeployment` does on deploy: copies assets into buckets. Unchanged files are left alone. */
export async function deployBuckets(kernel: Kernel): Promise<void> {
  const { s3 } = kernel.peers;
  for (const resource of kernel.assembly.ofType(DEPLOYMENT)) {
    if (!s3) throw new Error('bucket deployments need S3');
    await deploy(s3, kernel.assembly, resource);
  }
}
