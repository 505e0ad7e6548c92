import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../src/config/environment.ts';
import { differences, type Template } from '../src/differences/differences.ts';
import { temporaryFolder } from './builds.ts';
import { templates } from './templates.ts';

/** Every file of a folder with its hash. */
function contents(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    files
      .map(({ parentPath, name }) => join(parentPath, name))
      .sort()
      .map((path) => [relative(folder, path), createHash('sha256').update(readFileSync(path)).digest('hex')]),
  );
}

describe('an assembly', () => {
  test('is the same, byte by byte, whenever it is made', () => {
    const [once, again] = ['once', 'again'].map((name) => join(temporaryFolder(name), 'dev'));
    for (const TLC_ASSEMBLY_DIR of [once, again]) {
      // No credentials and no proxy: synthesis asks nobody.
      const { status, stderr } = spawnSync(process.execPath, [join(root, 'packages/infra/bin/synth.ts')], {
        encoding: 'utf8',
        env: {
          PATH: process.env.PATH,
          TLC_STAGE: 'dev',
          TLC_ASSEMBLY_DIR,
          HTTPS_PROXY: 'http://127.0.0.1:9',
        },
      });
      expect(stderr).toContain(`synthesized stage dev (spark) to ${TLC_ASSEMBLY_DIR}`);
      expect(status).toBe(0);
    }
    expect(Object.keys(contents(once ?? '')).length).toBeGreaterThan(30);
    expect(contents(again ?? '')).toEqual(contents(once ?? ''));
  });

  test('says nothing of the machine that it was made on', () => {
    for (const text of Object.values(templates('prod')))
      expect(text).not.toMatch(/\/home\/|\/root\/|\/tmp\/|\/work\/|localhost|127\.0\.0\.1/);
  });

  test('has no CloudFormation export: stacks are coupled by names and parameters', () => {
    for (const text of Object.values(templates('dev'))) expect(text).not.toMatch(/"Export"|Fn::ImportValue/);
  });
});

// What stage local may differ in: the engine of TransformTrips, and what its role may do. All else is dev's.
const ALLOWED = [
  'tlc-STAGE-jobs TransformTrips Properties.Command.Name',
  'tlc-STAGE-jobs TransformTrips Properties.Command.PythonVersion',
  'tlc-STAGE-jobs TransformTrips Properties.Command.ScriptLocation',
  'tlc-STAGE-jobs TransformTrips Properties.DefaultArguments',
  'tlc-STAGE-jobs TransformTrips Properties.GlueVersion',
  'tlc-STAGE-jobs TransformTrips Properties.MaxCapacity',
  'tlc-STAGE-jobs TransformTrips Properties.NumberOfWorkers',
  'tlc-STAGE-jobs TransformTrips Properties.WorkerType',
  'tlc-STAGE-jobs TransformRole5F980DF9 Properties.Policies',
];

/** Templates with the stage's name and account written as those of any stage. */
function ofAnyStage(stage: 'local' | 'dev'): Record<string, Template> {
  const account = stage === 'local' ? '000000000000' : '123456789012';
  const general = (text: string): string =>
    text
      .replaceAll(`tlc-${stage}`, 'tlc-STAGE')
      .replaceAll(`/tlc/${stage}`, '/tlc/STAGE')
      .replaceAll(`tlc-elt ${stage}:`, 'tlc-elt STAGE:')
      .replaceAll(`"${stage}"`, '"STAGE"')
      .replaceAll(new RegExp(`([^\\w-])${stage}(\\\\")`, 'g'), '$1STAGE$2')
      .replaceAll(account, 'ACCOUNT');
  return Object.fromEntries(
    Object.entries(templates(stage)).map(([name, text]) => [general(name), JSON.parse(general(text))]),
  );
}

test('the templates that a laptop runs are those of dev, but for an allowed list of differences', () => {
  const found = differences(ofAnyStage('local'), ofAnyStage('dev')).flatMap(
    ({ stack, logicalId, change, paths }) =>
      (change === 'changed' ? paths : [change]).map((path) => `${stack} ${logicalId} ${path}`),
  );
  expect(found.filter((path) => !ALLOWED.some((allowed) => path.startsWith(allowed)))).toEqual([]);
  expect(ALLOWED.filter((allowed) => !found.some((path) => path.startsWith(allowed)))).toEqual([]);
});
