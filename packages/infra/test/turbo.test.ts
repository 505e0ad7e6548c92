import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../src/config/environment.ts';
import { stackOwners } from '../src/config/stacks.ts';
import { stageVariables } from '../src/config/stages.ts';
import { isForAws, turboArguments } from '../src/deploy/turbo-arguments.ts';
import { units } from '../src/deploy/units.ts';
import { temporaryFolder } from './builds.ts';

interface Task {
  readonly taskId: string;
  readonly dependencies: readonly string[];
  readonly command: string;
  readonly cache: { readonly status: string };
}

/** What `pnpm turbo …` runs; it is `node packages/infra/bin/turbo.ts …`. */
function turbo(args: readonly string[], env: Record<string, string> = {}): string {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'packages/infra/bin/turbo.ts'), ...args],
    {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      env: { ...process.env, ...env },
    },
  );
  if (status !== 0) throw new Error(`turbo ${args.join(' ')}: ${stdout}${stderr}`);
  return stdout;
}
const plan = (...args: string[]): Task[] =>
  JSON.parse(turbo([...args, '--dry=json'], { TLC_STAGE: 'dev' })).tasks;

/** Tasks, each after all that it depends on; throws where that is impossible. */
function inOrder(tasks: readonly Task[]): Task[] {
  const done: Task[] = [];
  while (done.length < tasks.length) {
    const ready = tasks.filter(
      (task) =>
        !done.includes(task) && task.dependencies.every((id) => done.some(({ taskId }) => taskId === id)),
    );
    if (ready.length === 0) throw new Error('the plan has a cycle');
    done.push(...ready);
  }
  return done;
}

const deployed = (tasks: readonly Task[]): string[] =>
  tasks
    .filter(({ command }) => command.includes('bin/deploy.ts'))
    .map(({ command }) => command.split(' ').at(-1) ?? '');

describe('pnpm turbo deploy', () => {
  test('fills an empty account in the order in which one thing stands on another', () => {
    const order = deployed(inOrder(plan('run', 'deploy')));
    expect(order[0]).toBe('base');
    expect(order.slice(1, 4).sort()).toEqual(['check-source', 'jobs', 'write-passport']);
    expect(order.slice(4)).toEqual(['pipeline', 'trigger', 'observability']);
    expect(order.flatMap((unit) => units[unit as keyof typeof units]).sort()).toEqual(
      Object.keys(stackOwners).sort(),
    );
  });

  test('builds and synthesizes first', () => {
    const ids = inOrder(plan('deploy')).map(({ taskId }) => taskId);
    const synth = ids.indexOf('@tlc-elt/infra#synth');
    for (const built of [
      '@tlc-elt/trigger#build',
      '@tlc-elt/check-source#build',
      '@tlc-elt/write-passport#build',
      '@tlc-elt/glue-scripts#build',
    ])
      expect(ids.indexOf(built)).toBeLessThan(synth);
    expect(synth).toBeLessThan(ids.indexOf('@tlc-elt/infra#deploy:base'));
  });

  test.each([
    ['@tlc-elt/trigger', ['trigger']],
    ['@tlc-elt/check-source', ['check-source']],
    ['@tlc-elt/write-passport', ['write-passport']],
    ['@tlc-elt/glue-scripts', ['jobs']],
    ['@tlc-elt/infra', ['infra']],
  ])('--filter=%s deploys that package and nothing else', (workspace, wanted) => {
    const tasks = plan('deploy', `--filter=${workspace}`);
    expect(deployed(tasks)).toEqual(wanted);
    expect(
      tasks.map(({ taskId }) => taskId).filter((id) => !/#(build|synth|deploy:alone)$/.test(id)),
    ).toEqual([]);
  });

  test('every workspace that owns a stack has a deploy and a diff of its own stacks, and no other has', () => {
    const tasks = [...plan('run', 'deploy'), ...plan('run', 'diff')].filter(({ command }) =>
      /bin\/(deploy|diff)\.ts/.test(command),
    );
    const owners = new Set(tasks.map(({ taskId }) => taskId.split('#')[0]));
    expect([...owners].sort()).toEqual([...new Set(Object.values(stackOwners))].sort());
    for (const { taskId, command } of tasks) {
      const unit = command.split(' ').at(-1) as keyof typeof units;
      for (const concern of units[unit]) expect(stackOwners[concern]).toBe(taskId.split('#')[0]);
    }
  });
});

test('dev, then prod, warm: each gets its own templates', () => {
  for (const TLC_STAGE of ['dev', 'prod']) {
    const folder = join(temporaryFolder('warm'), TLC_STAGE);
    // As it is typed: turbo itself looks for pnpm on PATH to run a task.
    const { status, stderr } = spawnSync('npx', ['-y', 'pnpm@12.21.0', 'turbo', 'run', 'synth'], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, TLC_STAGE, TLC_ASSEMBLY_DIR: folder },
    });
    expect(status, stderr).toBe(0);
    const manifest = readFileSync(join(folder, 'manifest.json'), 'utf8');
    expect(manifest).toContain(`"tlc-${TLC_STAGE}-storage"`);
    expect(manifest).not.toContain(TLC_STAGE === 'dev' ? 'tlc-prod-' : 'tlc-dev-');
  }
});

test('turbo tells synthesis, diff and deploy every variable that the templates depend on, and caches none of them', () => {
  const { tasks } = JSON.parse(readFileSync(join(root, 'turbo.json'), 'utf8')) as {
    tasks: Record<string, { env?: string[]; cache?: boolean }>;
  };
  const names = Object.keys(tasks).filter((name) => /(synth|diff|deploy)/.test(name));
  expect(names).toHaveLength(10);
  for (const name of names) expect(tasks[name]).toMatchObject({ env: [...stageVariables], cache: false });
});

test('turbo sends no telemetry and leaves nothing in the home folder, whichever script of the clone runs it', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const { synthesis } = JSON.parse(readFileSync(join(root, 'local-cloud.json'), 'utf8')) as {
    synthesis: { build: string[] };
  };
  for (const script of [...Object.values(scripts), synthesis.build.join(' ')])
    expect(script).not.toMatch(/(^|[\s/])turbo (run|boundaries)/);
  const HOME = temporaryFolder('home');
  // Whatever the surroundings say of it: CI's own setting must not be what keeps it quiet.
  const surroundings = { HOME, XDG_CONFIG_HOME: join(HOME, '.config'), TURBO_TELEMETRY_DISABLED: '0' };
  turbo(['run', 'build', '--dry=json'], surroundings);
  expect(readdirSync(HOME)).toEqual([]);
});

test('the CDK sends no telemetry, whichever script runs it and wherever', () => {
  for (const folder of ['', 'packages/infra']) {
    const { scripts } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    for (const script of Object.values(scripts)) expect(script).not.toMatch(/(^|[\s/])cdk /);
  }
  const { CDK_DISABLE_CLI_TELEMETRY: _, ...env } = process.env;
  const cdk = [join(root, 'packages/infra/bin/cdk.ts'), 'cli-telemetry', '--status'];
  const said = spawnSync(process.execPath, cdk, { cwd: temporaryFolder('cdk'), encoding: 'utf8', env });
  expect(`${said.stdout}${said.stderr}`).toMatch(/Telemetry is disabled/);
});

test.each([
  [['deploy'], true],
  [['run', 'deploy', '--filter=@tlc-elt/trigger'], true],
  [['run', 'build', 'deploy:base'], true],
  [['diff'], true],
  [['run', 'synth'], false],
  [['run', 'test', '--', 'deploy'], false],
])('%j is for a stage on AWS: %j', (argv, expected) => expect(isForAws(argv)).toBe(expected));

describe("turbo's arguments", () => {
  test.each([
    [
      ['deploy', '--filter=@tlc-elt/trigger'],
      ['deploy:alone', '--filter=@tlc-elt/trigger'],
    ],
    [
      ['run', 'deploy', '-F', '@tlc-elt/trigger', '--', '--dry'],
      ['run', 'deploy:alone', '-F', '@tlc-elt/trigger', '--', '--dry'],
    ],
    [
      ['run', 'deploy', '--', 'deploy', '--filter=@tlc-elt/x'],
      ['run', 'deploy', '--', 'deploy', '--filter=@tlc-elt/x'],
    ],
    [['deploy'], ['deploy']],
    [
      ['deploy', '--filter=...[main]'],
      ['deploy', '--filter=...[main]'],
    ],
    [
      ['deploy', '--filter=@tlc-elt/a', '--filter=@tlc-elt/b'],
      ['deploy', '--filter=@tlc-elt/a', '--filter=@tlc-elt/b'],
    ],
    [
      ['run', 'test', '--filter=@tlc-elt/trigger'],
      ['run', 'test', '--filter=@tlc-elt/trigger'],
    ],
  ])('%j are %j', (argv, wanted) => expect(turboArguments(argv)).toEqual(wanted));
});
