import { readFileSync } from 'node:fs';
import { checkForm, type Template } from '../../../assembly/template.ts';
import { parseYaml } from '../../../assembly/yaml.ts';
import type { Caller } from '../../../aws/call.ts';
import { ServiceError } from '../../../aws/errors.ts';
import { parseWritten } from '../../../aws/written-number.ts';
import type { Kernel } from '../../../kernel/kernel.ts';

const invalid = (message: string): ServiceError => new ServiceError('ValidationError', message);

/** "AWS CloudFormation quotas": bytes of a template in a request, and in an object. */
const LARGEST_BODY = 51_200;
const LARGEST_OBJECT = 1024 * 1024;

export interface TemplateGiven {
  readonly TemplateBody?: string;
  readonly TemplateURL?: string;
}

/** Text of a template that a request carries, or that lies in a bucket which the caller may read; undefined where neither is given. */
export async function templateText(
  kernel: Kernel,
  caller: Caller,
  { TemplateBody: body, TemplateURL: url }: TemplateGiven,
): Promise<string | undefined> {
  if (body !== undefined && url !== undefined)
    throw invalid('Either Template URL or Template Body must be specified, not both.');
  if (body !== undefined) return checkedLength(body, LARGEST_BODY, 'templateBody');
  return url === undefined
    ? undefined
    : checkedLength(await read(kernel, caller, url), LARGEST_OBJECT, 'template');
}

function checkedLength(text: string, most: number, name: string): string {
  if (Buffer.byteLength(text) > most)
    throw invalid(
      `1 validation error detected: '${name}' has ${Buffer.byteLength(text)} bytes, and at most ${most} are taken`,
    );
  return text;
}

async function read(kernel: Kernel, caller: Caller, url: string): Promise<string> {
  const { bucket, key } = placeOf(kernel, url);
  kernel.authorize(caller, 's3:GetObject', `arn:aws:s3:::${bucket}/${key}`);
  const { s3 } = kernel.offers;
  const path = s3.bucketExists(bucket) ? await s3.objectPath(bucket, key) : undefined;
  if (path === undefined) throw invalid(`S3 error: The specified key does not exist: ${url}`);
  return readFileSync(path, 'utf8');
}

/** Bucket and key of an address: of a path or of a host, of AWS or of the local cloud. */
function placeOf(kernel: Kernel, url: string): { readonly bucket: string; readonly key: string } {
  const { hostname, host, pathname } = URL.canParse(url) ? new URL(url) : new URL('none:///');
  const ofHost = /^(?<bucket>.+)\.s3[.-]([a-z0-9-]+\.)?amazonaws\.com$/.exec(hostname)?.groups?.bucket;
  const path = decodeURIComponent(pathname).slice(1);
  if (ofHost !== undefined) return { bucket: ofHost, key: path };
  const isPath =
    /^s3[.-]([a-z0-9-]+\.)?amazonaws\.com$/.test(hostname) || host === new URL(kernel.endpoint()).host;
  const [, bucket, key] = /^([^/]+)\/(.+)$/.exec(path) ?? [];
  if (isPath && bucket !== undefined && key !== undefined) return { bucket, key };
  throw invalid(`TemplateURL must be a supported URL: ${url}`);
}

/** The template of a text; throws ValidationError where it is none, or has what the local cloud would have to ignore. */
export function templateOf(stackName: string, text: string): Template {
  const template = parsed(text);
  const { Resources: resources } = template;
  if (typeof resources !== 'object' || resources === null || Object.keys(resources).length === 0)
    throw invalid('Template format error: At least one Resources member must be defined.');
  const typeless = Object.entries(resources).find(([, resource]) => typeof resource?.Type !== 'string');
  if (typeless)
    throw invalid(
      `Template format error: [/Resources/${typeless[0]}] Every Resources object must contain a Type member.`,
    );
  checkForm(stackName, template);
  checkPolicies(template);
  return template;
}

function parsed(text: string): Template {
  try {
    const value = text.trimStart().startsWith('{') ? parseWritten(text) : parseYaml(text, 'template');
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Template;
  } catch (error) {
    throw invalid(`Template format error: ${(error as Error).message}`);
  }
  throw invalid('Template format error: unsupported structure.');
}

const POLICIES: Readonly<Record<string, readonly string[]>> = {
  DeletionPolicy: ['Delete', 'Retain', 'RetainExceptOnCreate'],
  UpdateReplacePolicy: ['Delete', 'Retain'],
};

/** No type that is served takes snapshots. */
function checkPolicies({ Resources = {} }: Template): void {
  for (const [logicalId, resource] of Object.entries(Resources))
    for (const [attribute, known] of Object.entries(POLICIES)) {
      const value = resource[attribute as 'DeletionPolicy' | 'UpdateReplacePolicy'];
      if (value === undefined || known.includes(value)) continue;
      if (value === 'Snapshot')
        throw invalid(
          `Template error: resource type ${resource.Type} does not support deletion policy Snapshot`,
        );
      throw invalid(
        `Template format error: Unresolved value ${JSON.stringify(value)} of ${attribute} of [${logicalId}]`,
      );
    }
}
