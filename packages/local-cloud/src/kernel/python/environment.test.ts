import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Children } from '../children.ts';
import { PythonEnvironments } from './environment.ts';
import { jobPython, shellPython } from './interpreter.ts';

const folder = mkdtempSync(join(tmpdir(), 'environment-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('what pip installs is told while it does: each file with its size, and the last step', async () => {
  const directory = join(folder, 'told');
  const told: string[] = [];
  const children = new Children(join(folder, 'children.json'));
  await new PythonEnvironments(directory, (line) => told.push(line), children).python(['six==1.17.0']);
  expect(told).toEqual([
    `preparing Python ${jobPython().version} with six==1.17.0 (once)`,
    expect.stringMatching(/(Downloading|Using cached) six-1\.17\.0-\S+\.whl \(\d+ kB\)/),
    'Installing collected packages: six',
  ]);
}, 240_000);

test('the same modules on two Pythons are two environments, each with the Python that was asked for', async () => {
  const directory = join(folder, 'two');
  const environments = new PythonEnvironments(
    directory,
    () => undefined,
    new Children(join(folder, 'children.json')),
  );
  for (const base of [jobPython(), shellPython()]) {
    const python = await environments.python([], base);
    expect(execFileSync(python, ['--version'], { encoding: 'utf8' })).toBe(`Python ${base.version}\n`);
  }
  expect(readdirSync(directory).length).toBe(new Set([jobPython().version, shellPython().version]).size);
}, 60_000);

test('the first environment of a clone makes the folder of all, and leaves nothing half-made there', async () => {
  const directory = join(folder, 'none-yet', 'python');
  const children = new Children(join(folder, 'children.json'));
  const python = await new PythonEnvironments(directory, () => undefined, children).python([]);
  expect([existsSync(python), readdirSync(directory).length]).toEqual([true, 1]);
}, 60_000);
