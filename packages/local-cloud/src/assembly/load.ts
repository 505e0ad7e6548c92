import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Assembly, LoadedStack, Resource } from './assembly.ts';
import { packageLocalFiles } from './local-files.ts';
import { checkProperties } from './properties.ts';
import { Resolver } from './resolve.ts';
import { presentResources, resolvedOutputs, resolvedResource } from './resolved.ts';
import type { ResourceTypes } from './resource-type.ts';
import { json, PLAIN, type Stack, stacksOf } from './sources.ts';
import { checkForm } from './template.ts';

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

/** `bucket/key` of every file asset → its path in the assembly. */
type Assets = Map<string, string>;

interface AssetFile {
  readonly source: { readonly path: string };
  readonly destinations: Readonly<
    Record<string, { readonly bucketName: string; readonly objectKey: string }>
  >;
}

function assetsOf(directory: string, stacks: readonly Stack[]): Assets {
  const assets: Assets = new Map();
  for (const { assetsFile, accountId, region } of stacks) {
    if (assetsFile === undefined) continue;
    const { files = {} } = json(join(directory, assetsFile)) as { files?: Record<string, AssetFile> };
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
 * Loads a CDK cloud assembly, or plain CloudFormation templates, and resolves every resource.
 * Throws TemplateError on a resource type, property or function that the local cloud does not know.
 * `types`: what may stand in a template. `endpoint`: where the local cloud answers. `given`: values of template
 * parameters, by name.
 */
export function loadAssembly(
  path: string,
  types: ResourceTypes,
  endpoint: string,
  given: Readonly<Record<string, string>> = {},
): Assembly {
  const start = resolve(path);
  const stacks = inOrder(stacksOf(start));
  const directory = statSync(start).isFile() ? dirname(start) : start;
  checkGiven(stacks, given);
  const exported = new Map<string, unknown>();
  const parameters = new Map<string, string>();
  const assets = assetsOf(directory, stacks);
  const resources: Resource[] = [];
  const loaded: LoadedStack[] = [];
  for (const stack of stacks) {
    checkForm(stack.name, stack.template);
    const resolver = new Resolver(stack.template, types, {
      accountId: stack.accountId,
      region: stack.region,
      stackName: stack.name,
      endpoint,
      given,
      exported: (name: string) => exported.get(name),
      parameter: (name: string) => parameters.get(name),
    });
    const mine = presentResources(stack.name, stack.template, resolver).map(([logicalId, resource]) =>
      packageLocalFiles(
        resolvedResource(stack.name, resolver, logicalId, resource),
        directory,
        stack,
        assets,
      ),
    );
    for (const resource of mine) checkProperties(resource, types);
    resources.push(...mine);
    for (const parameter of mine.filter(({ type }) => type === 'AWS::SSM::Parameter')) {
      parameters.set(parameter.physicalId, String(parameter.properties.Value));
    }
    const outputs = resolvedOutputs(stack.template, resolver);
    for (const { exportName, value } of outputs)
      if (exportName !== undefined) exported.set(exportName, value);
    loaded.push({
      name: stack.name,
      outputs: Object.fromEntries(outputs.map(({ key, value }) => [key, value])),
      template: stack.text,
    });
  }
  checkNames(resources);
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

/** A mistyped parameter would silently leave the default. */
function checkGiven(stacks: readonly Stack[], given: Readonly<Record<string, string>>): void {
  const known = new Set(stacks.flatMap(({ template }) => Object.keys(template.Parameters ?? {})));
  const unknown = Object.keys(given).find((name) => !known.has(name));
  if (unknown !== undefined)
    throw new Error(
      `no template has the parameter ${unknown}; there are: ${[...known].join(', ') || 'none'}`,
    );
}

/** Two resources of one name would answer for each other. */
function checkNames(resources: readonly Resource[]): void {
  const seen = new Map<string, Resource>();
  for (const resource of resources) {
    if (resource.arn === undefined) continue;
    const other = seen.get(resource.arn);
    if (other)
      throw new Error(
        `${resource.stackName}/${resource.logicalId} and ${other.stackName}/${other.logicalId} are both ${resource.arn}`,
      );
    seen.set(resource.arn, resource);
  }
}
