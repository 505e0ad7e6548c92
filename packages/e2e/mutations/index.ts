import type { Mutation } from '../src/mutations/mutation.ts';
import { files } from './files.ts';
import { load } from './load.ts';
import { lookups } from './lookups.ts';
import { passports } from './passports.ts';
import { plans } from './plans.ts';
import { publication } from './publication.ts';
import { telling } from './telling.ts';

/** Every promise of the design with the change that breaks it. */
export const mutations: readonly Mutation[] = [
  ...load,
  ...files,
  ...publication,
  ...plans,
  ...lookups,
  ...passports,
  ...telling,
];
