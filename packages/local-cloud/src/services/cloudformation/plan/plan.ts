import type { Resource } from '../../../assembly/assembly.ts';
import { serviceTokens } from '../../../assembly/custom-resources.ts';
import { checkProperties } from '../../../assembly/properties.ts';
import { Resolver } from '../../../assembly/resolve.ts';
import {
  type Output,
  presentResources,
  resolvedOutputs,
  resolvedResource,
} from '../../../assembly/resolved.ts';
import { type Template, TemplateError } from '../../../assembly/template.ts';
import type { Caller } from '../../../aws/call.ts';
import { ServiceError } from '../../../aws/errors.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { type Contents, type Definition, isWhole, type StackResource } from '../account/stack.ts';
import type { StackStore } from '../account/store.ts';
import { templateOf } from '../template/source.ts';
import { ssmValue } from '../template/ssm.ts';
import { canonical, type Difference, differences, isReplaced, recreating } from './comparison.ts';
import { isStray } from './existence.ts';
import { madeName } from './made-name.ts';

/** A resource that is to be in the stack. */
export type Wanted = Resource & Pick<StackResource, 'ownName' | 'provider'>;

/** What is to become of one resource. */
export interface Step {
  readonly action: 'Add' | 'Import' | 'Modify' | 'Keep';
  readonly wanted: Wanted;
  /** The resource as the stack has it. */
  readonly old?: StackResource;
  readonly replaces: boolean;
  readonly differences: readonly Difference[];
}

/** What it takes to make a stack what its template says. */
export interface Plan {
  /** In the order in which they are taken. */
  readonly steps: readonly Step[];
  readonly removed: readonly StackResource[];
  readonly outputs: readonly Output[];
  readonly imports: readonly string[];
  /** Whether anything is otherwise afterwards. */
  readonly changes: boolean;
}

/** What a plan is made for. */
export interface Planned {
  readonly id: string;
  readonly name: string;
  readonly definition: Definition;
  /** The stack as it is; absent of one that is new. */
  readonly current: Contents | undefined;
  /** As whom SSM parameters are read. */
  readonly caller: Caller;
  /** Resources that are there by their names and in no stack are taken over. */
  readonly importExisting: boolean;
}

/** Throws ValidationError on what the template says wrongly, and on an export or SSM parameter that is not there. */
export function planOf(kernel: Kernel, store: StackStore, planned: Planned): Plan {
  const { name, definition, current } = planned;
  const template = templateOf(name, definition.template);
  const imports = new Set<string>();
  const resolver = resolverOf(kernel, store, planned, template, imports);
  try {
    const wanted = wantedResources(kernel, planned, template, resolver);
    const steps = wanted.map((one) => stepOf(kernel, store, planned, one));
    const kept = new Set(wanted.map(({ logicalId }) => logicalId));
    const removed = (current?.resources ?? []).filter(({ logicalId }) => !kept.has(logicalId));
    const outputs = resolvedOutputs(template, resolver);
    const changes =
      current === undefined ||
      removed.length > 0 ||
      steps.some(({ action }) => action !== 'Keep') ||
      canonical([outputs, definition.tags]) !== canonical([current.outputs, current.tags]);
    return { steps, removed, outputs, imports: [...imports], changes };
  } catch (error) {
    throw error instanceof TemplateError ? new ServiceError('ValidationError', error.message) : error;
  }
}

function resolverOf(
  kernel: Kernel,
  store: StackStore,
  { id, name, definition, current, caller }: Planned,
  template: Template,
  imports: Set<string>,
): Resolver {
  const exports = exportedValues(store, id);
  const old = new Map(current?.resources.map((one) => [one.logicalId, one]));
  const resolver: Resolver = new Resolver(template, kernel.resourceTypes(), {
    accountId: kernel.accountId,
    region: kernel.region,
    stackName: name,
    stackId: id,
    endpoint: kernel.endpoint(),
    given: Object.fromEntries(definition.parameters.map(({ key, value }) => [key, value])),
    exported: (exportName) => {
      imports.add(exportName);
      const value = exports.get(exportName);
      if (value === undefined)
        throw new ServiceError('ValidationError', `No export named ${exportName} found`);
      return value;
    },
    parameter: (parameter) => ssmValue(kernel, caller, parameter),
    ownName: (logicalId) => {
      const { Properties = {} } = template.Resources?.[logicalId] ?? {};
      const known = old.get(logicalId);
      if (!known) return madeName(kernel, name, logicalId);
      const properties = resolver.resolve(Properties, ['Resources', logicalId, 'Properties']);
      const keeps =
        recreating(known.type, known.properties, properties as Resource['properties']).length === 0;
      return keeps ? known.ownName : madeName(kernel, name, logicalId);
    },
  });
  return resolver;
}

/** Values that the other stacks export, by name. */
const exportedValues = (store: StackStore, id: string): ReadonlyMap<string, string> =>
  new Map(
    store
      .present()
      .filter((stack) => stack.id !== id)
      .flatMap(({ outputs }) => outputs)
      .flatMap(({ exportName, value }) => (exportName === undefined ? [] : [[exportName, value] as const])),
  );

function wantedResources(
  kernel: Kernel,
  { name, current }: Planned,
  template: Template,
  resolver: Resolver,
): Wanted[] {
  const types = kernel.resourceTypes();
  const retyped = (current?.resources ?? [])
    .filter(({ logicalId, type }) => (template.Resources?.[logicalId]?.Type ?? type) !== type)
    .map(({ logicalId }) => logicalId);
  if (retyped.length > 0)
    throw new ServiceError(
      'ValidationError',
      `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${retyped.join(', ')}]`,
    );
  const wanted = presentResources(name, template, resolver).map(([logicalId, resource]) => {
    const resolved = resolvedResource(name, resolver, logicalId, resource);
    checkProperties(resolved, types);
    return { ...resolved, ownName: resolver.ownNameOf(logicalId) };
  });
  const providers = serviceTokens(wanted);
  return wanted.map((one) => (providers.has(one.arn ?? '') ? { ...one, provider: true } : one));
}

function stepOf(
  kernel: Kernel,
  store: StackStore,
  { current, definition, importExisting }: Planned,
  wanted: Wanted,
): Step {
  const old = current?.resources.find(({ logicalId }) => logicalId === wanted.logicalId);
  if (!old || old.status === 'CREATE_FAILED') {
    const taken = importExisting && isStray(kernel, store, wanted);
    return { action: taken ? 'Import' : 'Add', wanted, replaces: false, differences: [] };
  }
  const found = differences(old, wanted);
  const retagged = canonical(definition.tags) !== canonical(current?.tags);
  const tags = {
    attribute: 'Tags' as const,
    before: current?.tags,
    after: definition.tags,
    recreates: false,
  };
  const all = retagged ? [...found, tags] : found;
  const untouched = all.length === 0 && isWhole(old);
  return {
    action: untouched ? 'Keep' : 'Modify',
    wanted,
    old,
    replaces: isReplaced(old, wanted),
    differences: all,
  };
}
