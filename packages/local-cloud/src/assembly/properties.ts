import type { Resource } from './assembly.ts';
import type { ResourceTypes } from './resource-type.ts';
import { TemplateError } from './template.ts';

/** Throws TemplateError on a property of a served type that the local cloud would have to ignore. */
export function checkProperties(
  { type, logicalId, stackName, properties }: Resource,
  types: ResourceTypes,
): void {
  const { works = [], inert = {} } = types[type] ?? {};
  if (works === 'all') return;
  const unknown = Object.keys(properties).find(
    (name) => !works.includes(name) && !Object.hasOwn(inert, name),
  );
  if (unknown !== undefined)
    throw new TemplateError(
      stackName,
      ['Resources', logicalId, 'Properties', unknown],
      `the property ${unknown} of ${type} is not supported by the local cloud (see docs/local-cloud.md)`,
    );
}
