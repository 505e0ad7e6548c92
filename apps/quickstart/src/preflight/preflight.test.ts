import { expect, test } from 'vitest';
import { type Machine, NEEDED_BYTES, obstacles, thisMachine } from './preflight.ts';

const versions =
  (installed: Record<string, string>, venv = 0): Machine['run'] =>
  (command, args) => {
    const version = installed[command];
    if (version === undefined) return undefined;
    return args[0] === '--version'
      ? { status: 0, output: `Python ${version}\n` }
      : { status: venv, output: '' };
  };
const sound: Machine = {
  platform: 'linux',
  freeBytes: () => NEEDED_BYTES,
  isWritable: () => true,
  run: versions({ python3: '3.11.7' }),
};

test('a sound machine has nothing in its way', () => {
  expect(obstacles(sound)).toEqual([]);
  expect(obstacles({ ...sound, run: versions({ python3: '3.9.6', 'python3.12': '3.12.1' }) })).toEqual([]);
});

test.each<[string, Partial<Machine>, RegExp, RegExp]>([
  ['Windows', { platform: 'win32' }, /POSIX/, /wsl --install/],
  ['a full disk', { freeBytes: () => 1024 ** 3 }, /only 1\.0 GiB are free/, /free 2\.0 GiB/],
  ['a clone of somebody else', { isWritable: () => false }, /cannot be written to/, /folder of your own/],
  ['no Python', { run: () => undefined }, /no python3/, /apt install python3/],
  [
    "macOS's own Python",
    { platform: 'darwin', run: versions({ python3: '3.9.6' }) },
    /python3 is 3\.9/,
    /brew install/,
  ],
  ['a Python that is too new', { run: versions({ python3: '3.14.0' }) }, /python3 is 3\.14/, /apt install/],
  ['no venv', { run: versions({ python3: '3.11.7' }, 1) }, /ensurepip/, /apt install python3-venv/],
])('%s is named with its cure', (_, change, what, cure) => {
  const [obstacle] = obstacles({ ...sound, ...change });
  expect(obstacle?.what).toMatch(what);
  expect(obstacle?.cure).toMatch(cure);
});

test('this machine, which runs the tests, can run the pipeline too', () => {
  expect(obstacles(thisMachine(import.meta.dirname))).toEqual([]);
});
