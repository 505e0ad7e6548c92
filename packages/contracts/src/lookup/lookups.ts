import * as registry from '../lookups/registry.ts';
import type { LookupContract } from './lookup.ts';

/** Every lookup of the contracts. */
export const lookups: readonly LookupContract[] = Object.values(registry);
