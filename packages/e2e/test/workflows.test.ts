import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '@tlc-elt/testing';
import { describe, expect, test } from 'vitest';
import type { Event, Repository } from '../src/workflows/event.ts';
import { holds, interpolated } from '../src/workflows/expressions.ts';
import { Notes } from '../src/workflows/machine.ts';
import { runWorkflow } from '../src/workflows/run.ts';
import { workflow } from '../src/workflows/workflow.ts';

const environments = { prod: { reviewed: true } };
const repository = (vars: Repository['vars'] = {}): Repository => ({
  ...{ owner: 'octo-org', name: 'taxis', ownerId: '123', id: '456', environments },
  vars: { AWS_ACCOUNT_ID: '111111111111', AWS_REGION: 'us-east-1', ...vars },
});

/** Carries out a workflow on machines that run nothing; gives its jobs, and the scripts that would run. */
async function planned(
  name: string,
  event: Event,
  vars: Repository['vars'] = {},
  failing: (script: string) => boolean = () => false,
) {
  const scripts: string[] = [];
  const jobs = await runWorkflow(workflow(name), {
    repository: repository(vars),
    event,
    workspace: '/workspace',
    machine: () => new Notes(scripts, undefined, failing),
    token: async () => 'none',
  });
  return {
    scripts,
    jobs: jobs.map((job) => `${job.name} ${job.result}${job.reviewed ? ', approved of' : ''}`),
  };
}

const push: Event = { name: 'push', branch: 'main' };
const dispatch = (inputs: object): Event => ({ name: 'workflow_dispatch', inputs: { ...inputs } });
const DEV = { TLC_STAGE: 'dev' };
const PROD = { ...DEV, TLC_DEPLOY_PROD: 'true' };

describe('deploy', () => {
  test.each<[string, Event, Repository['vars'], string[]]>([
    ['a push where no stage is named, as in a fork', push, {}, ['dev skipped', 'prod skipped']],
    ['a push where there is dev only', push, DEV, ['dev / deploy success', 'prod skipped']],
    [
      'a push where there is prod too',
      push,
      PROD,
      ['dev / deploy success', 'prod / deploy success, approved of'],
    ],
    ['prod without dev', push, { TLC_DEPLOY_PROD: 'true' }, ['dev skipped', 'prod skipped']],
    ['a push to another branch', { name: 'push', branch: 'topic' }, PROD, []],
    ['a pull request', { name: 'pull_request', fork: false }, PROD, []],
    ['a person, to dev', dispatch({ stage: 'dev' }), PROD, ['dev / deploy success', 'prod skipped']],
    [
      'a person, to prod',
      dispatch({ stage: 'prod' }),
      {},
      ['dev skipped', 'prod / deploy success, approved of'],
    ],
  ])('by %s', async (_, event, vars, jobs) => {
    expect((await planned('deploy', event, vars)).jobs).toEqual(jobs);
  });

  test('goes through every package, in order, and stops where one fails', async () => {
    const units = ['base', 'jobs', 'check-source', 'write-passport', 'pipeline', 'trigger', 'observability'];
    const scripts = [
      'pnpm turbo run synth',
      ...units.map((unit) => `node packages/infra/bin/deploy.ts ${unit}`),
    ];
    expect((await planned('deploy', push, DEV)).scripts).toEqual(scripts);
    // None asks what a push is about: so the last of several that wait for their turn does the work of all.
    expect(JSON.stringify(workflow('deploy-stage'))).not.toMatch(/\bgithub\./);
    const failed = await planned('deploy', push, PROD, (script) => script.endsWith('pipeline'));
    const untilPipeline = scripts.slice(0, units.indexOf('pipeline') + 2); // synth, and the pipeline itself
    expect(failed).toEqual({ scripts: untilPipeline, jobs: ['dev / deploy failure', 'prod skipped'] });
  });
});

describe('monthly', () => {
  test.each<[string, Event, Repository['vars'], string[]]>([
    ['the schedule, where no stage is named, as in a fork', { name: 'schedule' }, {}, ['load skipped']],
    ['the schedule', { name: 'schedule' }, DEV, ['load success']],
    ['a person', dispatch({ stage: 'prod', month: '2024-09' }), {}, ['load success']],
    ['a push', push, DEV, []],
  ])('by %s', async (_, event, vars, jobs) => {
    expect((await planned('monthly', event, vars)).jobs).toEqual(jobs);
  });
});

test.each(['deploy-stage', 'monthly'])('credentials of %s last as long as its job may take', (name) => {
  const jobs = Object.values(workflow(name).jobs);
  const lasting = jobs.flatMap(({ 'timeout-minutes': minutes = 0, steps = [] }) =>
    steps
      .filter(({ uses = '' }) => uses.startsWith('aws-actions/configure-aws-credentials@'))
      .map((step) => [minutes * 60, Number(step.with?.['role-duration-seconds'])]),
  );
  expect(lasting).toHaveLength(1);
  for (const [needed, given] of lasting) expect(given).toBe(needed);
});

describe('ci', () => {
  const text = (name: string) => readFileSync(join(root, name), 'utf8');

  test('checks everything on a push, by the command that AGENTS.md has for it, which is the one for people', async () => {
    const { jobs, scripts } = await planned('ci', push);
    expect([jobs, scripts]).toEqual([['check success', 'templates skipped'], ['bash .ci/run']]);
    expect(text('AGENTS.md')).toMatch(/`\.ci\/run` is what must be green; it calls `.*pnpm.* test`/);
    expect(text('.ci/run')).toMatch(/pnpm.* test\b/);
  });

  test.each([true, false])('checks what a pull request affects, of a fork: %s', async (fork) => {
    const { jobs, scripts } = await planned('ci', { name: 'pull_request', fork });
    expect(jobs).toEqual(['check success', 'templates success']);
    expect(scripts).toEqual([
      'pnpm turbo run lint typecheck test generate:check synth --affected',
      'node packages/infra/bin/synth-base.ts "$COMMIT" "$BASE" dev prod',
      'pnpm turbo run synth',
      'pnpm turbo run synth',
      'node packages/infra/bin/template-differences.ts "$BASE" dev prod >> "$GITHUB_STEP_SUMMARY"',
    ]);
  });
});

describe('conditions are read as GitHub reads them', () => {
  const contexts = { vars: { A: 'a', EMPTY: '' }, inputs: {}, needs: { dev: { result: 'success' } } };
  const [good, bad] = [
    { success: true, failure: false, cancelled: false },
    { success: false, failure: true, cancelled: false },
  ];
  test.each([
    [undefined, good, true],
    [undefined, bad, false],
    ["vars.A == 'A'", good, true],
    ["vars.A == 'b'", good, false],
    ["vars.A == 'a'", bad, false],
    ["always() && vars.A == 'a'", bad, true],
    ['failure()', bad, true],
    ["vars.NONE != ''", good, false],
    [
      "${{ !cancelled() && !failure() && (needs.dev.result == 'success' || inputs.stage == 'prod') }}",
      good,
      true,
    ],
    ['${{ !cancelled() && !failure() }}', bad, false],
  ])('%s after %j: %s', (condition, status, expected) => {
    expect(holds(condition, contexts, status)).toBe(expected);
  });

  test('texts take values, and what nobody knows is an error', () => {
    expect(interpolated('x-${{ inputs.stage || vars.A }}-${{ vars.NONE }}', contexts)).toBe('x-a-');
    expect(() => interpolated('${{ secrets.KEY }}', contexts)).toThrow();
    expect(() => holds('maybe()', contexts, good)).toThrow();
  });
});
