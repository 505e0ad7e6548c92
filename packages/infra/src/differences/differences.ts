/** Templates of an assembly by stack name. */
export type Templates = Readonly<Record<string, Template>>;
export interface Template {
  readonly Resources?: Readonly<Record<string, { readonly Type: string }>>;
}

/** How one resource differs between two assemblies. */
export interface Difference {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** Where a changed resource differs, e.g. `Properties.Timeout`. */
  readonly paths: readonly string[];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** Paths of the leaves in which two values differ. */
export function changedPaths(before: unknown, after: unknown, path = ''): string[] {
  if (Object.is(before, after)) return [];
  if (!isObject(before) || !isObject(after) || Array.isArray(before) !== Array.isArray(after)) return [path];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) => changedPaths(before[key], after[key], path === '' ? key : `${path}.${key}`));
}

function ofStack(stack: string, before: Template | undefined, after: Template | undefined): Difference[] {
  const [old, now] = [before?.Resources ?? {}, after?.Resources ?? {}];
  const ids = [...new Set([...Object.keys(old), ...Object.keys(now)])].sort();
  return ids.flatMap((logicalId): Difference[] => {
    const base = { stack, logicalId, type: (now[logicalId] ?? old[logicalId])?.Type ?? '' };
    if (!old[logicalId]) return [{ ...base, change: 'added', paths: [] }];
    if (!now[logicalId]) return [{ ...base, change: 'removed', paths: [] }];
    const paths = changedPaths(old[logicalId], now[logicalId]);
    return paths.length === 0 ? [] : [{ ...base, change: 'changed', paths }];
  });
}

/** Every resource that differs, by stack and logical id. */
export function differences(before: Templates, after: Templates): Difference[] {
  const stacks = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return stacks.flatMap((stack) => ofStack(stack, before[stack], after[stack]));
}
