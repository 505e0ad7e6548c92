import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../src/config/environment.ts';
import { temporaryFolder } from './builds.ts';

const run = (command: string, ...args: string[]) => spawnSync(command, args, { encoding: 'utf8' });

/** A Python 3.9 of PATH, or of pyenv's; undefined where there is none. */
function python39(): string | undefined {
  const shims = (process.env.PATH ?? '').split(delimiter).filter((folder) => basename(folder) === 'shims');
  const pyenvs = shims.flatMap((folder) => globSync(join(folder, '../versions/3.9.*/bin/python3.9')));
  const candidates = ['python3.9', ...pyenvs];
  return candidates.find((command) => run(command, '--version').stdout?.startsWith('Python 3.9.'));
}
const python = python39();

test.skipIf(python === undefined)(
  "the awscli of Python Shell's image lives beside the jobs' modules, and these know a workgroup (skipped without Python 3.9)",
  { timeout: 300_000 },
  () => {
    const folder = join(temporaryFolder('python-shell'), 'venv');
    expect(run(String(python), '-m', 'venv', folder).status).toBe(0);
    const bin = (name: string): string => join(folder, 'bin', name);
    // Glue installs the modules into the image's own environment, over what the awscli asks for.
    for (const lock of ['test/python-shell-image.requirements', 'src/jobs/modules.txt']) {
      const path = join(root, 'packages/infra', lock);
      const { status, stderr } = run(
        bin('pip'),
        'install',
        '--quiet',
        '--no-deps',
        '--require-hashes',
        '-r',
        path,
      );
      expect([status, status === 0 ? '' : stderr]).toEqual([0, '']);
    }
    expect(existsSync(bin('aws'))).toBe(true);
    expect(run(bin('python'), bin('aws'), '--version')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^aws-cli\/1\.23\.5 Python\/3\.9/),
    });
    const known =
      'import botocore.session as s; m = s.get_session().get_service_model("redshift-data"); print("WorkgroupName" in m.shape_for("BatchExecuteStatementInput").members)';
    expect(run(bin('python'), '-c', known).stdout).toBe('True\n');
  },
);
