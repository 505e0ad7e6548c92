import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What CloudFormation's registry says of a type. */
export interface RegistryEntry {
  /** Properties that tell two resources of the type apart. */
  readonly identifier: readonly string[];
  /** Properties, or paths below them, whose change needs another resource. */
  readonly createOnly: readonly string[];
  /** Actions that each handler may need. */
  readonly permissions: Readonly<Record<'create' | 'update' | 'delete', readonly string[]>>;
}

const NONE: RegistryEntry = {
  identifier: [],
  createOnly: [],
  permissions: { create: [], update: [], delete: [] },
};

let table: Readonly<Record<string, RegistryEntry>> | undefined;

/** Every type that is served and that the registry has: written by bin/registry.ts. */
export function registry(): Readonly<Record<string, RegistryEntry>> {
  table ??= JSON.parse(readFileSync(join(import.meta.dirname, 'registry.json'), 'utf8')) as Record<
    string,
    RegistryEntry
  >;
  return table;
}

/** A custom resource, or one of the CDK's own, is in no registry: nothing is replaced, and nothing asked for. */
export const registryEntry = (type: string): RegistryEntry => registry()[type] ?? NONE;
