import type { Resource } from './assembly.ts';
import { inOrderOfReferences } from './references.ts';
import type { Resolver } from './resolve.ts';
import type { Template, TemplateResource } from './template.ts';

/** The template's resources whose conditions hold, each after those that it refers to. */
export function presentResources(
  stackName: string,
  { Resources = {} }: Template,
  resolver: Resolver,
): (readonly [string, TemplateResource])[] {
  const present = Object.entries(Resources).filter(
    ([, { Condition: condition }]) => condition === undefined || resolver.condition(condition),
  );
  return inOrderOfReferences(stackName, new Map(present));
}

/** A resource with every intrinsic function replaced. */
export function resolvedResource(
  stackName: string,
  resolver: Resolver,
  logicalId: string,
  resource: TemplateResource,
): Resource {
  const { Type, Properties = {}, Metadata = {}, DeletionPolicy = 'Delete', UpdateReplacePolicy } = resource;
  const path = ['Resources', logicalId, 'Properties'];
  const properties = resolver.resolve(Properties, path) as Record<string, unknown>;
  const identity = resolver.identify(logicalId);
  return {
    logicalId,
    stackName,
    type: Type,
    physicalId: identity.ref,
    arn: identity.arn,
    properties,
    metadata: Metadata,
    deletionPolicy: DeletionPolicy,
    ...(UpdateReplacePolicy === undefined ? {} : { updateReplacePolicy: UpdateReplacePolicy }),
  };
}

/** An output of a stack. */
export interface Output {
  readonly key: string;
  readonly value: string;
  readonly description?: string;
  readonly exportName?: string;
}

/** The template's outputs whose conditions hold. */
export function resolvedOutputs({ Outputs = {} }: Template, resolver: Resolver): Output[] {
  const present = Object.entries(Outputs).filter(
    ([, { Condition: condition }]) => condition === undefined || resolver.condition(condition),
  );
  return present.map(([key, { Value, Description: description, Export: exported }]) => {
    const exportName = exported && String(resolver.resolve(exported.Name, ['Outputs', key, 'Export']));
    return {
      key,
      value: String(resolver.resolve(Value, ['Outputs', key])),
      ...(description === undefined ? {} : { description }),
      ...(exportName === undefined ? {} : { exportName }),
    };
  });
}
