import { TemplateError, type TemplateResource } from './template.ts';

const SUBSTITUTED = /\$\{([A-Za-z0-9]+)[.}]/g;

/** Every name that a value refers to by Ref, GetAtt or Sub. */
function namesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    if (key === 'Ref') return [String(item)];
    if (key === 'Fn::GetAtt') return [String(Array.isArray(item) ? item[0] : String(item).split('.')[0])];
    if (key !== 'Fn::Sub') return namesIn(item);
    const [text, variables] = Array.isArray(item) ? item : [item, {}];
    const substituted = [...String(text).matchAll(SUBSTITUTED)].map(([, name = '']) => name);
    return [...substituted, ...namesIn(variables)];
  });
}

const needed = ({ Properties, DependsOn = [] }: TemplateResource): string[] => [
  ...namesIn(Properties),
  ...(typeof DependsOn === 'string' ? [DependsOn] : DependsOn),
];

/** Resources in an order in which each comes after those that it refers to; the template's order otherwise. */
export function inOrderOfReferences(
  stack: string,
  resources: ReadonlyMap<string, TemplateResource>,
): (readonly [string, TemplateResource])[] {
  const ordered = new Map<string, TemplateResource>();
  const visit = (logicalId: string, from: readonly string[]): void => {
    const resource = resources.get(logicalId);
    if (!resource || ordered.has(logicalId)) return;
    if (from.includes(logicalId))
      throw new TemplateError(
        stack,
        ['Resources', logicalId],
        `Circular dependency between resources: [${from.slice(from.indexOf(logicalId)).join(', ')}]`,
      );
    for (const name of needed(resource)) if (name !== logicalId) visit(name, [...from, logicalId]);
    ordered.set(logicalId, resource);
  };
  for (const logicalId of resources.keys()) visit(logicalId, []);
  return [...ordered];
}
