import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { Resource } from './assembly.ts';
import type { Stack } from './sources.ts';
import { TemplateError } from './template.ts';

/** Bucket of what a plain template refers to by a local path, as `aws cloudformation package` would upload it. */
export const artifactsBucket = ({ accountId, region }: Pick<Stack, 'accountId' | 'region'>): string =>
  `local-cloud-artifacts-${accountId}-${region}`;

const isLocal = (value: unknown): value is string => typeof value === 'string' && !value.startsWith('s3://');

/**
 * Does what `aws cloudformation package` does: a local path in `Code` of a function or `ScriptLocation` of a job
 * becomes an object of the artifacts bucket. Throws TemplateError where the path leads nowhere.
 */
export function packageLocalFiles(
  resource: Resource,
  directory: string,
  stack: Stack,
  assets: Map<string, string>,
): Resource {
  const { type, properties, logicalId } = resource;
  const publish = (path: string, property: string): { bucket: string; key: string } => {
    const file = resolve(directory, path);
    if (!existsSync(file))
      throw new TemplateError(
        stack.name,
        ['Resources', logicalId, 'Properties', property],
        `${path} is neither an s3:// address nor a file below ${directory}`,
      );
    const content = statSync(file).isFile() ? readFileSync(file) : file;
    const hash = createHash('sha256').update(content).digest('hex').slice(0, 32);
    const place = { bucket: artifactsBucket(stack), key: `${hash}/${basename(file)}` };
    assets.set(`${place.bucket}/${place.key}`, file);
    return place;
  };
  if (type === 'AWS::Lambda::Function' && isLocal(properties.Code)) {
    const { bucket, key } = publish(properties.Code, 'Code');
    return { ...resource, properties: { ...properties, Code: { S3Bucket: bucket, S3Key: key } } };
  }
  const command = properties.Command as Record<string, unknown> | undefined;
  if (type !== 'AWS::Glue::Job' || !isLocal(command?.ScriptLocation)) return resource;
  const { bucket, key } = publish(command.ScriptLocation, 'Command.ScriptLocation');
  return {
    ...resource,
    properties: { ...properties, Command: { ...command, ScriptLocation: `s3://${bucket}/${key}` } },
  };
}
