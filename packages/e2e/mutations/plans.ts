import { type Mutation, vitest } from '../src/mutations/mutation.ts';

const OPS = 'apps/ops-cli';
const CARRY_OUT = `${OPS}/src/plan/carry-out.ts`;
const interleavings = vitest(OPS, 'src/plan/interleavings.test.ts');
const applied = vitest(OPS, 'src/commands/apply/apply.test.ts');

/** What `ops plan` and `ops apply` promise. */
export const plans: readonly Mutation[] = [
  {
    name: 'apply-without-a-last-look',
    promise: 'A month of a plan is looked at again right before it starts.',
    file: CARRY_OUT,
    find: 'refused.push(...(await stage.changed([run])));',
    replace: '',
    test: interleavings,
  },
  {
    name: 'apply-without-memory',
    promise: 'A plan that was interrupted starts no run a second time.',
    file: CARRY_OUT,
    find: 'const begun = new Set(await stage.begun(runs));',
    replace: 'const begun = new Set<Run>();',
    test: interleavings,
  },
  {
    name: 'apply-beyond-the-limit',
    promise: 'The limits of a plan count what it has started before.',
    file: CARRY_OUT,
    find: 'for (const run of begun) this.#spent.set(run, this.#expected(run));',
    replace: '',
    test: interleavings,
  },
  {
    name: 'apply-whatever-is-published',
    promise: 'A plan is refused where the publisher has another file.',
    file: `${OPS}/src/plan/fingerprint.ts`,
    find: '.filter((say) => say(planned) !== say(found))',
    replace: '.filter((say) => say !== words.publication && say(planned) !== say(found))',
    test: applied,
  },
  {
    name: 'apply-an-edited-plan',
    promise: 'A plan whose file was changed is none.',
    file: 'packages/contracts/src/artifacts/months-plan.ts',
    find: '.refine((plan) => plan.id === idOf(plan), {',
    replace: '.refine(() => true, {',
    test: vitest('packages/contracts', 'src/artifacts/months-plan.test.ts'),
  },
  {
    name: 'planned-run-of-another-file',
    promise: 'A run of a plan loads no other file than the planned one.',
    file: 'apps/check-source/src/plan.ts',
    find: 'if (plan === undefined || plan.etag === source?.etag) return;',
    replace: 'if (plan === undefined || source !== undefined) return;',
    test: vitest('apps/check-source', 'src/plan.test.ts'),
  },
];
