import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseWritten } from '../aws/written-number.ts';
import type { Template } from './template.ts';
import { parseYaml } from './yaml.ts';

/** A stack of an assembly, before anything in it is resolved. */
export interface Stack {
  readonly name: string;
  readonly template: Template;
  /** The template's text as it stands in the file. */
  readonly text: string;
  readonly accountId: string;
  readonly region: string;
  readonly dependencies: readonly string[];
  readonly assetsFile?: string;
}

/** A plain template names no account and no region; these are what a laptop says of itself. */
export const PLAIN = { accountId: '000000000000', region: 'us-east-1' };

interface ManifestArtifact {
  readonly type: string;
  readonly environment?: string;
  readonly dependencies?: readonly string[];
  readonly properties?: {
    readonly templateFile?: string;
    readonly stackName?: string;
    readonly file?: string;
  };
}

/** JSON of a file; the error names the file. */
export function json(path: string): unknown {
  try {
    return parseWritten(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`);
  }
}

function stacksOfManifest(directory: string): Stack[] {
  const { artifacts } = json(join(directory, 'manifest.json')) as {
    artifacts: Record<string, ManifestArtifact>;
  };
  const nested = Object.entries(artifacts).find(([, { type }]) => type === 'cdk:cloud-assembly');
  if (nested)
    throw new Error(
      `${directory}: the nested assembly ${nested[0]} (a Stage of the CDK) is not supported: give its own folder to --assembly`,
    );
  const stacks = Object.entries(artifacts).filter(([, { type }]) => type === 'aws:cloudformation:stack');
  return stacks.map(([id, artifact]) => stackOf(directory, artifacts, id, artifact));
}

function stackOf(
  directory: string,
  artifacts: Readonly<Record<string, ManifestArtifact>>,
  id: string,
  { environment = '', properties = {}, dependencies = [] }: ManifestArtifact,
): Stack {
  const [accountId = '', region = ''] = environment.replace('aws://', '').split('/');
  const known = (text: string): boolean => !text.startsWith('unknown') && text !== '';
  const assetsFile = dependencies
    .map((name) => artifacts[name])
    .find((artifact) => artifact?.type === 'cdk:asset-manifest')?.properties?.file;
  const path = join(directory, properties.templateFile ?? '');
  return {
    name: properties.stackName ?? id,
    template: json(path) as Template,
    text: readFileSync(path, 'utf8'),
    accountId: known(accountId) ? accountId : PLAIN.accountId,
    region: known(region) ? region : PLAIN.region,
    dependencies: dependencies
      .filter((name) => artifacts[name]?.type === 'aws:cloudformation:stack')
      .map((name) => artifacts[name]?.properties?.stackName ?? name),
    ...(assetsFile === undefined ? {} : { assetsFile }),
  };
}

const TEMPLATE = /(\.template)?\.(json|ya?ml|template)$/;

function parsed(path: string): unknown {
  const text = readFileSync(path, 'utf8');
  return /\.json$/.test(path) || text.trimStart().startsWith('{') ? json(path) : parseYaml(text, path);
}

const isTemplate = (value: unknown): value is Template =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as Template).Resources === 'object' &&
  (value as Template).Resources !== null;

/** Plain templates: every JSON or YAML file with `Resources`; other files are what the templates refer to. */
function plainStacks(paths: readonly string[]): Stack[] {
  return paths
    .map((path) => ({ path, template: parsed(path) }))
    .filter((file): file is { path: string; template: Template } => isTemplate(file.template))
    .map(({ path, template }) => ({
      name: basename(path).replace(TEMPLATE, ''),
      template,
      text: readFileSync(path, 'utf8'),
      ...PLAIN,
      dependencies: [],
    }));
}

/** The stacks of a CDK assembly, of a folder with plain templates, or of one template; throws where there is none. */
export function stacksOf(path: string): Stack[] {
  if (!existsSync(path)) throw new Error(`${path} does not exist`);
  const isFile = statSync(path).isFile();
  if (!isFile && existsSync(join(path, 'manifest.json'))) return stacksOfManifest(path);
  const names = isFile ? [path] : readdirSync(path).map((name) => join(path, name));
  const stacks = plainStacks(names.filter((name) => TEMPLATE.test(name)).sort());
  if (stacks.length > 0) return stacks;
  throw new Error(
    `${path} holds neither a manifest.json of the CDK nor a CloudFormation template (.json, .yaml, .yml, .template with Resources)`,
  );
}
