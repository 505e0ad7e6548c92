import { isObject } from '../../../aws/json.ts';

/** "Supported syntax: dot notation, dashes, underscores, alphanumeric characters, array indices, wildcards, forward slashes". */
const STEP = /\.([\w/-]+|\*)|\[(\d+|\*)\]/g;

/** Whether EventBridge would read a path as it is meant. */
export const isPath = (path: string): boolean => path.startsWith('$') && path.replace(STEP, '') === '$';

function members(value: unknown, step: string): unknown[] {
  if (!(isObject(value) || Array.isArray(value))) return [];
  if (step === '*') return Object.values(value);
  return Object.entries(value).flatMap(([name, member]) => (name === step ? [member] : []));
}

/** The value at a path, a list of all where the path has a wildcard; undefined where there is none. */
export function valueAt(event: object, path: string): unknown {
  const steps = [...path.matchAll(STEP)].map(([, name, index]) => name ?? index ?? '');
  const found = steps.reduce<unknown[]>(
    (values, step) => values.flatMap((value) => members(value, step)),
    [event],
  );
  return path.includes('*') ? found : found[0];
}
