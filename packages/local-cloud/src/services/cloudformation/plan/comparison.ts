import type { Resource } from '../../../assembly/assembly.ts';
import { nameOf } from '../account/stack.ts';
import { registryEntry } from './registry.ts';

/** One property, or another attribute of a resource, that is no longer as it was. */
export interface Difference {
  readonly attribute: 'Properties' | 'Metadata' | 'Tags' | 'DeletionPolicy' | 'UpdateReplacePolicy';
  /** Of a property. */
  readonly name?: string;
  readonly before: unknown;
  readonly after: unknown;
  /** Whether it takes another resource. */
  readonly recreates: boolean;
}

/** The value as text, its members in the order of their names: what was kept comes from a file. */
export function canonical(value: unknown): string {
  const ordered = (_: string, item: unknown): unknown =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item;
  return JSON.stringify(JSON.parse(JSON.stringify(value ?? null)), ordered);
}

const same = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b);

const at = (properties: unknown, path: string): unknown =>
  path.split('/').reduce((value, name) => (value as Record<string, unknown> | undefined)?.[name], properties);

/** Properties of the type that only another resource can have otherwise. */
export const recreating = (
  type: string,
  before: Resource['properties'],
  after: Resource['properties'],
): string[] => registryEntry(type).createOnly.filter((path) => !same(at(before, path), at(after, path)));

/** What is otherwise about a resource. */
export function differences(before: Resource, after: Resource): Difference[] {
  const recreates = recreating(after.type, before.properties, after.properties).map(
    (path) => path.split('/')[0],
  );
  const names = [...new Set([...Object.keys(before.properties), ...Object.keys(after.properties)])];
  const properties = names
    .filter((name) => !same(before.properties[name], after.properties[name]))
    .map((name) => ({
      attribute: name === 'Tags' ? ('Tags' as const) : ('Properties' as const),
      name,
      before: before.properties[name],
      after: after.properties[name],
      recreates: recreates.includes(name),
    }));
  const others = [
    { attribute: 'Metadata' as const, before: before.metadata, after: after.metadata },
    { attribute: 'DeletionPolicy' as const, before: before.deletionPolicy, after: after.deletionPolicy },
    {
      attribute: 'UpdateReplacePolicy' as const,
      before: before.updateReplacePolicy,
      after: after.updateReplacePolicy,
    },
  ];
  return [
    ...properties,
    ...others.filter((one) => !same(one.before, one.after)).map((one) => ({ ...one, recreates: false })),
  ];
}

/** Whether the resource gives way to another one. */
export const isReplaced = (before: Resource, after: Resource): boolean =>
  nameOf(before) !== nameOf(after) || recreating(after.type, before.properties, after.properties).length > 0;
