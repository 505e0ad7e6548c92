/** An object of entries, without a prototype: what it does not have itself it has from nobody. */
export const record = <T>(entries: Iterable<readonly [string, T]>): Record<string, T> =>
  Object.assign(Object.create(null), Object.fromEntries(entries));

/** A value of parsed JSON with all of its objects so. */
export function ownMembersOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ownMembersOf);
  if (typeof value !== 'object' || value === null) return value;
  return record(Object.entries(value).map(([name, item]) => [name, ownMembersOf(item)]));
}
