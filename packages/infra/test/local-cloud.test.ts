import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { root } from '../src/config/environment.ts';
import { temporaryFolder } from './builds.ts';

// As a user runs it: the local cloud is a command of its own, and refuses what it does not know.
test.each(['local', 'dev'])(
  'the local cloud starts on the assembly of stage %s as it is deployed',
  (stage) => {
    const env = { ...process.env, TLC_LOCAL_DIR: temporaryFolder('local') };
    const local = (...args: string[]) =>
      spawnSync(
        process.execPath,
        [join(root, 'packages/local-cloud/bin/local.ts'), ...args, '--stage', stage],
        { cwd: root, encoding: 'utf8', env },
      );
    try {
      const { status, stderr } = local(
        'up',
        '--assembly',
        join(inject('assemblies'), stage),
        '--port',
        '0',
        '--detach',
      );
      expect(status, stderr).toBe(0);
      const rows = JSON.parse(local('iam', '--json').stdout) as { role: string; action: string }[];
      expect(new Set(rows.map(({ role }) => role)).size).toBe(8);
    } finally {
      local('down');
    }
  },
);
