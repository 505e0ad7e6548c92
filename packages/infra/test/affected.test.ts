import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../src/app.ts';
import { root } from '../src/config/environment.ts';
import { stageConfig } from '../src/config/stages.ts';
import { affected } from './affected.ts';
import { temporaryFolder } from './builds.ts';

const copy = join(temporaryFolder('affected'), 'repository');

/** A copy of the tracked and new files of some workspaces, with the packages of this checkout. */
function copyWorkspaces(): void {
  const listed = spawnSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' });
  const wanted =
    /^(package\.json|tsconfig|tsup|packages\/(infra|contracts|passport)\/|apps\/(trigger|check-source|write-passport|notifier)\/|glue-scripts\/)/;
  for (const file of listed.stdout
    .split('\n')
    .filter((name) => wanted.test(name) && existsSync(join(root, name)))) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(root, file), join(copy, file));
  }
  for (const workspace of [
    'packages/infra',
    'packages/contracts',
    'apps/trigger',
    'apps/check-source',
    'apps/write-passport',
    'apps/notifier',
    'glue-scripts',
  ])
    symlinkSync(join(root, workspace, 'node_modules'), join(copy, workspace, 'node_modules'));
}

function run(command: string, args: readonly string[], cwd: string, env: Record<string, string> = {}): void {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stdout}${stderr}`);
}

const tsup = (workspace: string): void =>
  run(join(copy, workspace, 'node_modules/.bin/tsup'), ['--silent'], join(copy, workspace));

const builds = {
  glueScripts: join(copy, 'glue-scripts/dist'),
  checkSource: join(copy, 'apps/check-source/dist'),
  writePassport: join(copy, 'apps/write-passport/dist'),
  trigger: join(copy, 'apps/trigger/dist'),
  notifier: join(copy, 'apps/notifier/dist'),
  lineageSender: join(copy, 'apps/lineage-sender/dist'), // only a stage with an endpoint has it
};

/** What this checkout's stacks make of the copy's builds. */
function synthesizeBuilds(): string {
  const assembly = temporaryFolder('assembly');
  createApp(stageConfig({ TLC_STAGE: 'dev', TLC_CHAT: 'webhook' }), builds, assembly).synth();
  return assembly;
}

/** What the copy's own stacks make of them. */
function synthesizeCopy(): string {
  const assembly = join(temporaryFolder('assembly'), 'dev');
  run(process.execPath, ['bin/synth.ts'], join(copy, 'packages/infra'), {
    TLC_STAGE: 'dev',
    TLC_CHAT: 'webhook',
    TLC_ASSEMBLY_DIR: assembly,
  });
  return assembly;
}

const glueScripts = (): void =>
  run(process.execPath, ['tools/python.mjs', 'plain', 'tools/build.py'], join(copy, 'glue-scripts'));
const nothing = {
  base: false,
  jobs: false,
  'check-source': false,
  'write-passport': false,
  pipeline: false,
  trigger: false,
  observability: false,
};
let base = '';

beforeAll(() => {
  copyWorkspaces();
  tsup('apps/trigger');
  tsup('apps/check-source');
  tsup('apps/write-passport');
  tsup('apps/notifier');
  glueScripts();
  base = synthesizeBuilds();
}, 120_000);

/** Edits a file, gives what is then affected, and puts the file back. */
function afterEdit(
  file: string,
  edit: (text: string) => string,
  synthesize: () => string,
): Record<string, boolean> {
  const path = join(copy, file);
  const before = readFileSync(path, 'utf8');
  expect(edit(before)).not.toBe(before);
  writeFileSync(path, edit(before));
  try {
    return affected(base, synthesize(), 'dev');
  } finally {
    writeFileSync(path, before);
  }
}

describe('one edited line of a package touches the stack of that package, and no other', () => {
  const oneMore = (line: string) => (text: string) => `${text}\n${line}\n`;
  const instead = (old: string, now: string) => (text: string) => text.replace(old, now);

  test.each([
    ['trigger', 'apps/trigger/src/index.ts', oneMore('console.log("more");'), () => tsup('apps/trigger')],
    [
      'check-source',
      'apps/check-source/src/index.ts',
      oneMore('console.log("more");'),
      () => tsup('apps/check-source'),
    ],
    [
      'write-passport',
      'apps/write-passport/src/index.ts',
      oneMore('console.log("more");'),
      () => tsup('apps/write-passport'),
    ],
    [
      'observability',
      'apps/notifier/src/index.ts',
      oneMore('console.log("more");'),
      () => tsup('apps/notifier'),
    ],
    ['jobs', 'glue-scripts/jobs/load_redshift.py', oneMore('# more'), glueScripts],
  ])('%s: %s', (unit, file, edit, build) => {
    const found = afterEdit(file, edit, () => {
      build();
      return synthesizeBuilds();
    });
    build();
    expect(found).toEqual({ ...nothing, [unit]: true });
  });

  test.each([
    ['pipeline', 'src/pipeline/pipeline.asl.json', instead('Waiting is healthy', 'Waiting costs nothing')],
    ['base', 'src/storage/storage-stack.ts', instead('Duration.days(90)', 'Duration.days(91)')],
    ['observability', 'src/observability/alarms.ts', instead('Duration.minutes(5)', 'Duration.minutes(6)')],
  ])('%s: %s', (unit, file, edit) => {
    expect(afterEdit(`packages/infra/${file}`, edit, synthesizeCopy)).toEqual({ ...nothing, [unit]: true });
  });

  test('no edit touches nothing', () => {
    expect(affected(base, synthesizeBuilds(), 'dev')).toEqual(nothing);
  });
});
