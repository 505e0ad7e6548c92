import { type Mutation, vitest } from '../src/mutations/mutation.ts';

const WRITE_PASSPORT = 'apps/write-passport';
const bundle = vitest(WRITE_PASSPORT, 'test/bundle.test.ts', undefined, WRITE_PASSPORT);

/** What the audit and the passport of a load promise. */
export const passports: readonly Mutation[] = [
  {
    name: 'passport-of-a-later-day',
    promise: 'A second try of WritePassport leaves the bytes of the first one.',
    file: `${WRITE_PASSPORT}/src/bucket.ts`,
    find: "await put(key, text, contentType, '*');",
    replace: 'await put(key, text, contentType);',
    test: bundle,
  },
  {
    name: 'passport-of-another-run',
    promise: 'A run writes no passport of what another run has loaded.',
    file: `${WRITE_PASSPORT}/src/write.ts`,
    find: 'if (copy.run_id !== run_id)',
    replace: 'if (copy.run_id === undefined)',
    test: bundle,
  },
  {
    name: 'audit-of-an-older-attempt',
    promise: 'AuditMonth judges the attempt that is loaded: the newest one.',
    file: 'packages/stored/src/months.ts',
    find: 'Date.parse(other.written_at) - Date.parse(one.written_at)',
    replace: 'Date.parse(one.written_at) - Date.parse(other.written_at)',
    test: bundle,
  },
];
