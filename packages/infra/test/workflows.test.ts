import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { root } from '../src/config/environment.ts';
import { stageVariables } from '../src/config/stages.ts';
import { deploySteps } from './affected.ts';

const folder = join(root, '.github');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.yml'),
);
const textOf = (name: string): string => readFileSync(join(folder, name), 'utf8');
const workflow = (name: string): string => textOf(`workflows/${name}.yml`);

describe('workflows', () => {
  test('are CI, its audit, deploy (with its stage) and monthly', () => {
    expect(files.filter((name) => name.startsWith('workflows/')).sort()).toEqual(
      ['audit', 'ci', 'deploy-stage', 'deploy', 'monthly'].map((name) => `workflows/${name}.yml`),
    );
  });

  test('use actions of others by commit only, with the release beside it, one commit per action', () => {
    const uses = files
      .flatMap((name) => [...textOf(name).matchAll(/uses: (\S+)(?: # (\S+))?/g)])
      .map(([, action = '', release]) => ({ action, release }));
    const others = uses.filter(({ action }) => !action.startsWith('./'));
    expect(others.length).toBeGreaterThan(5);
    for (const { action, release } of others) {
      expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
      expect(release).toMatch(/^v\d+\.\d+\.\d+$/);
    }
    const names = new Set(others.map(({ action }) => action.split('@')[0]));
    expect(new Set(others.map(({ action }) => action)).size).toBe(names.size);
  });

  test('have no permission but those that a job names, and no secret at all', () => {
    for (const name of ['audit', 'ci', 'deploy', 'deploy-stage', 'monthly']) {
      expect(workflow(name)).toMatch(/^permissions: \{\}$/m);
      expect(workflow(name)).not.toMatch(/secrets\./);
    }
    expect(workflow('ci')).not.toContain('id-token');
    for (const name of files)
      expect(textOf(name)).not.toMatch(/contents: write|write-all|pull_request_target/);
  });

  test('call only scripts that are here', () => {
    const scripts = files.flatMap((name) =>
      [...textOf(name).matchAll(/(?:node|bash) ([\w./-]+)/g)].map(([, path]) => path ?? ''),
    );
    expect(new Set(scripts)).toEqual(
      new Set([
        '.ci/run',
        'packages/infra/bin/pip-audit.sh',
        ...['bill-of-materials', 'synth-base', 'template-differences', 'deploy', 'monthly'].map(
          (name) => `packages/infra/bin/${name}.ts`,
        ),
      ]),
    );
    expect(scripts.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  test('deploy has a step per unit, in the order of an empty account, in one job: prod asks once', () => {
    const { jobs } = parse(workflow('deploy-stage')) as {
      jobs: Record<string, { environment: string; steps: { run?: string; if?: string }[] }>;
    };
    const [[name, job] = ['', undefined], ...others] = Object.entries(jobs);
    expect([name, job?.environment, others]).toEqual(['deploy', '${{ inputs.stage }}', []]);
    const steps = job?.steps.flatMap(
      ({ run = '' }) => /^node packages\/infra\/bin\/deploy\.ts (.*)$/.exec(run)?.[1] ?? [],
    );
    expect(steps).toEqual(deploySteps);
    // None is left out by what another deployment did, or failed to do.
    expect(job?.steps.filter((step) => step.if !== undefined)).toEqual([]);
  });

  test('a push deploys only where the repository names the stage: prod by a variable of its own', () => {
    const { jobs } = parse(workflow('deploy')) as { jobs: Record<string, { if: string; needs?: string }> };
    expect(jobs.dev?.if).toContain("github.event_name == 'push' && vars.TLC_STAGE != ''");
    expect(jobs.prod?.if).toContain(
      "github.event_name == 'push' && vars.TLC_DEPLOY_PROD == 'true' && needs.dev.result == 'success'",
    );
    expect(jobs.prod?.needs).toBe('dev');
  });

  test('deploy waits for its turn in a stage, and monthly in its own; neither is cut off', () => {
    expect(workflow('deploy')).toMatch(/group: deploy-dev\n\s+cancel-in-progress: false/);
    expect(workflow('deploy')).toMatch(/group: deploy-prod\n\s+cancel-in-progress: false/);
    expect(workflow('monthly')).toMatch(
      /group: monthly-\$\{\{ inputs\.stage \|\| vars\.TLC_STAGE \}\}\n\s+cancel-in-progress: false/,
    );
  });

  test('a fork, which names no stage, runs nothing on schedule', () => {
    expect(workflow('monthly')).toContain(
      "if: github.event_name == 'workflow_dispatch' || vars.TLC_STAGE != ''",
    );
  });
});

describe('the scripts that they call', () => {
  const bin = (name: string, ...args: string[]) =>
    spawnSync(process.execPath, [join(root, 'packages/infra/bin', `${name}.ts`), ...args], {
      cwd: root,
      encoding: 'utf8',
    });

  test('template-differences: without a base it says so', () => {
    const { stdout, status } = bin('template-differences', '/nowhere', 'prod');
    expect([status, stdout]).toEqual([0, expect.stringMatching(/^### Templates of stage prod\n/)]);
  });

  test('synth-base: a commit that is none is no failure, and says so', () => {
    const { stderr, status } = bin(
      'synth-base',
      '0000000000000000000000000000000000000000',
      '/tmp/tlc-no-base',
      'dev',
    );
    expect([status, stderr]).toEqual([
      0,
      expect.stringContaining('could not be synthesized; going on without a base'),
    ]);
  });
});

test('.env.example names every variable that a stage depends on', () => {
  const names = Object.keys(parseEnv(readFileSync(join(root, '.env.example'), 'utf8')));
  expect(stageVariables.filter((name) => !name.startsWith('CDK_') && !names.includes(name))).toEqual([]);
});
