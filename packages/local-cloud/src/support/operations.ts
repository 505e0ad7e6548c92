import type { OperationSupport } from './types.ts';

/** Entries of operations that answer as AWS does. */
export const supported = (...names: readonly string[]): Record<string, OperationSupport> =>
  Object.fromEntries(names.map((name) => [name, { status: 'supported' as const }]));

/** An operation of which a part is left out: what, and how it is refused. */
export const partial = (note: string): OperationSupport => ({ status: 'partial', note });
