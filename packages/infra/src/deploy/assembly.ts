import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Stage } from '@tlc-elt/contracts';
import { type AnyConcern, stackName } from '../config/stacks.ts';
import { Refusal } from './refusal.ts';

/** A stack of an assembly as it would be deployed. */
export interface AssembledStack {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly resources: number;
  /** sha256 of the template. */
  readonly templateHash: string;
  /** Hashes of the files that are published with it, sorted; the template's own is not among them. */
  readonly assets: readonly string[];
}

interface Artifact {
  readonly type: string;
  readonly environment?: string;
  readonly dependencies?: readonly string[];
  readonly properties?: { readonly templateFile?: string; readonly file?: string };
}

const json = (...path: string[]): unknown => JSON.parse(readFileSync(join(...path), 'utf8'));

/** Refuses where the stage was not synthesized, or the stack is not part of it. */
export function assembledStack(directory: string, stage: Stage, concern: AnyConcern): AssembledStack {
  const name = stackName(stage, concern);
  if (!existsSync(join(directory, 'manifest.json')))
    throw new Refusal(`${directory} holds no assembly`, 'Synthesize first: `pnpm turbo run synth`');
  const { artifacts } = json(directory, 'manifest.json') as { artifacts: Record<string, Artifact> };
  const artifact = artifacts[name];
  if (artifact?.type !== 'aws:cloudformation:stack')
    throw new Refusal(
      `the assembly in ${directory} has no stack ${name}`,
      'Synthesize again: `pnpm turbo run synth`',
    );
  const [account = '', region = ''] = (artifact.environment ?? '').replace('aws://', '').split('/');
  const templateFile = artifact.properties?.templateFile ?? '';
  const template = readFileSync(join(directory, templateFile), 'utf8');
  const { Resources = {} } = JSON.parse(template) as { Resources?: object };
  return {
    name,
    account,
    region,
    resources: Object.keys(Resources).length,
    templateHash: createHash('sha256').update(template).digest('hex'),
    assets: assetsOf(directory, artifact, artifacts, templateFile),
  };
}

function assetsOf(
  directory: string,
  artifact: Artifact,
  artifacts: Readonly<Record<string, Artifact>>,
  templateFile: string,
): string[] {
  const manifest = (artifact.dependencies ?? [])
    .map((id) => artifacts[id])
    .find((dependency) => dependency?.type === 'cdk:asset-manifest');
  if (!manifest?.properties?.file) return [];
  const { files = {} } = json(directory, manifest.properties.file) as {
    files?: Record<string, { source: { path: string } }>;
  };
  return Object.entries(files)
    .filter(([, { source }]) => source.path !== templateFile)
    .map(([hash]) => hash)
    .sort();
}
