import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Assembly, Resource } from './assembly.ts';
import { Resolver, type Template } from './resolve.ts';

interface Stack {
  readonly name: string;
  readonly template: Template;
  readonly accountId: string;
  readonly region: string;
  readonly dependencies: readonly string[];
  readonly assetsFile?: string;
}

/** A plain template names no account and no region; these are what a laptop says of itself. */
const PLAIN = { accountId: '000000000000', region: 'us-east-1' };

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

const json = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

function stacksOfManifest(directory: string): Stack[] {
  const { artifacts } = json(join(directory, 'manifest.json')) as {
    artifacts: Record<string, ManifestArtifact>;
  };
  const stacks = Object.entries(artifacts).filter(
    ([, artifact]) => artifact.type === 'aws:cloudformation:stack',
  );
  return stacks.map(([id, { environment = '', properties = {}, dependencies = [] }]) => {
    const [accountId = '', region = ''] = environment.replace('aws://', '').split('/');
    const known = !accountId.startsWith('unknown') && accountId !== '';
    const assetsFile = dependencies
      .map((name) => artifacts[name])
      .find((artifact) => artifact?.type === 'cdk:asset-manifest')?.properties?.file;
    return {
      name: properties.stackName ?? id,
      template: json(join(directory, properties.templateFile ?? '')) as Template,
      accountId: known ? accountId : PLAIN.accountId,
      region: known ? region : PLAIN.region,
      dependencies: dependencies
        .filter((name) => artifacts[name]?.type === 'aws:cloudformation:stack')
        .map((name) => artifacts[name]?.properties?.stackName ?? name),
      ...(assetsFile === undefined ? {} : { assetsFile }),
    };
  });
}

function stacksOf(directory: string): Stack[] {
  if (existsSync(join(directory, 'manifest.json'))) return stacksOfManifest(directory);
  const templates = readdirSync(directory).filter(
    (name) => /\.(template\.)?json$/.test(name) && !name.endsWith('.assets.json'),
  );
  if (templates.length === 0)
    throw new Error(
      `${directory} holds neither a manifest.json of the CDK nor a CloudFormation template in JSON`,
    );
  return templates.map((name) => ({
    name: name.replace(/(\.template)?\.json$/, ''),
    template: json(join(directory, name)) as Template,
    ...PLAIN,
    dependencies: [],
  }));
}

/** Stacks in an order in which each comes after those it depends on; the order of names otherwise. */
function inOrder(stacks: readonly Stack[]): Stack[] {
  const ordered: Stack[] = [];
  const visit = (stack: Stack): void => {
    if (ordered.includes(stack)) return;
    for (const name of stack.dependencies) {
      const other = stacks.find((candidate) => candidate.name === name);
      if (other) visit(other);
    }
    ordered.push(stack);
  };
  for (const stack of stacks) visit(stack);
  return ordered;
}

type Assets = Map<string, string>;

/** `bucket/key` of every file asset → its path in the assembly. */
function assetsOf(directory: string, stacks: readonly Stack[]): Assets {
  const assets: Assets = new Map();
  for (const { assetsFile, accountId, region } of stacks) {
    if (assetsFile === undefined) continue;
    const { files = {} } = json(join(directory, assetsFile)) as {
      files?: Record<
        string,
        { source: { path: string }; destinations: Record<string, { bucketName: string; objectKey: string }> }
      >;
    };
    for (const { source, destinations } of Object.values(files)) {
      for (const { bucketName, objectKey } of Object.values(destinations)) {
        const bucket = bucketName
          .replaceAll('${AWS::AccountId}', accountId)
          .replaceAll('${AWS::Region}', region)
          .replaceAll('${AWS::Partition}', 'aws');
        assets.set(`${bucket}/${objectKey}`, join(directory, source.path));
      }
    }
  }
  return assets;
}

/**
 * Loads a CDK cloud assembly, or a folder of plain CloudFormation templates, and resolves every resource.
 * Throws TemplateError on a resource type or function that the local cloud does not know.
 */
export function loadAssembly(folder: string): Assembly {
  const directory = resolve(folder);
  const stacks = inOrder(stacksOf(directory));
  const exported = new Map<string, unknown>();
  const parameters = new Map<string, string>();
  const resources: Resource[] = [];
  const loaded: { name: string; outputs: Record<string, string> }[] = [];

  for (const stack of stacks) {
    const around = {
      accountId: stack.accountId,
      region: stack.region,
      stackName: stack.name,
      exported: (name: string) => exported.get(name),
      parameter: (name: string) => parameters.get(name),
    };
    const resolver = new Resolver(stack.template, around);
    const mine = resourcesOf(stack, resolver);
    resources.push(...mine);
    for (const parameter of mine.filter(({ type }) => type === 'AWS::SSM::Parameter')) {
      parameters.set(parameter.physicalId, String(parameter.properties.Value));
    }
    loaded.push({ name: stack.name, outputs: outputsOf(stack, resolver, exported) });
  }
  const assets = assetsOf(directory, stacks);
  return {
    directory,
    accountId: stacks[0]?.accountId ?? PLAIN.accountId,
    region: stacks[0]?.region ?? PLAIN.region,
    stacks: loaded,
    resources,
    ofType: (type) => resources.filter((resource) => resource.type === type),
    assetPath: (bucket, key) => assets.get(`${bucket}/${key}`),
  };
}

function resourcesOf(stack: Stack, resolver: Resolver): Resource[] {
  const present = Object.entries(stack.template.Resources ?? {}).filter(
    ([, { Condition: condition }]) => condition === undefined || resolver.condition(condition),
  );
  return present.map(([logicalId, { Type: type, Properties = {}, Metadata = {} }]) => {
    const identity = resolver.identify(logicalId);
    const properties = resolver.resolve(Properties, ['Resources', logicalId, 'Properties']) as Record<
      string,
      unknown
    >;
    return {
      logicalId,
      stackName: stack.name,
      type,
      physicalId: identity.ref,
      arn: identity.arn,
      properties,
      metadata: Metadata,
    };
  });
}

function outputsOf(stack: Stack, resolver: Resolver, exported: Map<string, unknown>): Record<string, string> {
  const outputs: Record<string, string> = {};
  for (const [name, { Value, Export, Condition: condition }] of Object.entries(
    stack.template.Outputs ?? {},
  )) {
    if (condition !== undefined && !resolver.condition(condition)) continue;
    const value = resolver.resolve(Value, ['Outputs', name]);
    outputs[name] = String(value);
    if (Export) exported.set(String(resolver.resolve(Export.Name, ['Outputs', name, 'Export'])), value);
  }
  return outputs;
}
