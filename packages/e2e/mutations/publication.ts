import { type Mutation, vitest } from '../src/mutations/mutation.ts';

const CHECK_SOURCE = 'apps/check-source';
const OPS = 'apps/ops-cli';

/** Publication, runs and their names, gc and verify. */
export const publication: readonly Mutation[] = [
  {
    name: 'waiting-is-failing',
    promise: 'A month that is not published yet waits.',
    file: 'packages/contracts/src/artifacts/publication.ts',
    find: "if (status === 403 && headers.get('server') === 'AmazonS3') return { state: 'not_published' };",
    replace: '',
    test: vitest(CHECK_SOURCE, 'src/publication.test.ts', 'the month is not published yet'),
  },
  {
    name: 'blocks-are-absence',
    promise: 'A block of the client is no missing month: it is tried again.',
    file: 'packages/contracts/src/artifacts/publication.ts',
    find: "if (status === 403 && headers.get('server') === 'AmazonS3')",
    replace: 'if (status === 403)',
    test: vitest(CHECK_SOURCE, 'src/publication.test.ts'),
  },
  {
    name: 'no-deadline',
    promise: 'A month past its deadline is overdue.',
    file: 'apps/check-source/src/plan.ts',
    find: 'if (now >= deadline)',
    replace: 'if (now < new Date(0))',
    test: vitest(CHECK_SOURCE, 'src/plan.test.ts'),
  },
  {
    name: 'no-wait-waits',
    promise: 'A run with no_wait ends at once.',
    file: 'apps/check-source/src/plan.ts',
    find: 'return input.no_wait\n',
    replace: 'return input.no_wait && now < new Date(0)\n',
    test: vitest(CHECK_SOURCE, 'src/plan.test.ts'),
  },
  {
    name: 'loads-again',
    promise: 'A month that is loaded from this very file is left alone.',
    file: 'apps/check-source/src/plan.ts',
    find: 'if (loaded && isLoaded(source, loaded) && !input.force)',
    replace: 'if (loaded && isLoaded(source, { ...loaded, source_etag: source.url }) && !input.force)',
    test: vitest(CHECK_SOURCE, 'src/plan.test.ts'),
  },
  {
    name: 'waiting-wakes-the-warehouse',
    promise: 'A waiting day makes no Data API call.',
    file: 'apps/check-source/src/index.ts',
    find: ': planToWait(circumstances);',
    replace: ': (await newestLoad(redshift, config, input.dataset, input.month), planToWait(circumstances));',
    test: vitest('packages/e2e', 'test/waiting.test.ts', undefined, CHECK_SOURCE),
  },
  {
    name: 'names-come-again',
    promise: 'The next run number lies above every known one.',
    file: 'packages/contracts/src/run/run-name.ts',
    find: 'return highest + 1;',
    replace: 'return Math.max(1, highest);',
    test: vitest('packages/contracts', 'src/run/run-name.test.ts'),
  },
  {
    name: 'no-attaching',
    promise: 'A starter attaches to a run of the month that is going.',
    file: 'packages/contracts/src/run/start-run.ts',
    find: 'if (going) return { name: going.name',
    replace: 'if (going && attempt < 0) return { name: going.name',
    test: vitest(OPS, 'src/commands/run/run.test.ts', 'a run of the month that goes already is watched'),
  },
  {
    name: 'gc-of-the-loaded-run',
    promise: 'gc never removes the run that the table has.',
    file: 'apps/ops-cli/src/commands/gc/plan.ts',
    find: "if (needed.loads.get(month)?.runId === name) return 'the table has its rows';",
    replace: '',
    test: vitest(OPS, 'src/commands/gc/gc.test.ts'),
  },
  {
    name: 'gc-under-a-run',
    promise: 'gc never removes what a run that is going may need.',
    file: 'apps/ops-cli/src/commands/gc/plan.ts',
    find: "if (needed.runningNames.has(name) || needed.runningMonths.has(month)) return 'a run of the month is going';",
    replace: '',
    test: vitest(OPS, 'src/commands/gc/gc.test.ts'),
  },
  {
    name: 'verify-without-the-table',
    promise: 'verify finds rows that are not in the table.',
    file: 'apps/ops-cli/src/commands/verify/judge-table.ts',
    find: '} else if (rows !== newest.loaded_rows) {',
    replace: '} else if (rows < 0) {',
    test: vitest(OPS, 'src/commands/verify/verify.test.ts'),
  },
  {
    name: 'verify-without-the-hash',
    promise: 'verify finds a raw file whose SHA-256 has changed.',
    file: 'apps/ops-cli/src/commands/verify/judge-source.ts',
    find: 'if (rawSha256 !== undefined && rawSha256 !== manifest.sha256)',
    replace: "if (rawSha256 === '')",
    test: vitest(OPS, 'src/commands/verify/verify.test.ts'),
  },
];
