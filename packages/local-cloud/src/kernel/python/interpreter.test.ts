import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findPython, findShellPython, NoPython, shellPythonTold } from './interpreter.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'interpreter-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Puts a program that calls itself a Python of a version; `without` names a module that it cannot import. */
function put(path: string, version: string, without = 'nothing'): string {
  const file = join(folder, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, `#!/bin/sh\ncase "$2" in *${without}*) exit 1;; esac\necho ${version}\n`);
  chmodSync(file, 0o755);
  return file;
}

/** A shim of pyenv whose version is not switched on. */
function shim(name: string): void {
  const file = put(`pyenv/shims/${name}`, '');
  writeFileSync(file, `#!/bin/sh\necho "pyenv: ${name}: command not found" >&2\nexit 127\n`);
}

const env = (...folders: string[]) => ({
  PATH: folders.map((name) => join(folder, name)).join(':'),
  HOME: join(folder, 'home'),
});

describe('Python Shell jobs run', () => {
  test('on the Python 3.9 of PATH', () => {
    put('bin/python3', '3.11.7');
    const command = put('bin/python3.9', '3.9.2');
    put('home/.pyenv/versions/3.9.18/bin/python3.9', '3.9.18');
    expect(findShellPython(env('bin'))).toEqual({ command, version: '3.9.2' });
  });

  test('on the newest that pyenv has, switched on or not', () => {
    shim('python3.9');
    put('pyenv/versions/3.9.9/bin/python3.9', '3.9.9');
    const command = put('pyenv/versions/3.9.18/bin/python3.9', '3.9.18');
    expect(findShellPython(env('pyenv/shims'))).toEqual({ command, version: '3.9.18' });
  });

  test.each([
    ['PYENV_ROOT', 'elsewhere', (): object => ({ PYENV_ROOT: join(folder, 'elsewhere') })],
    ["the home's", 'home/.pyenv', (): object => ({})],
  ])('on a version of pyenv that no PATH names: %s', (_, root, more) => {
    const command = put(`${root}/versions/3.9.18/bin/python3.9`, '3.9.18');
    expect(findShellPython({ ...env('bin'), ...more() })).toEqual({ command, version: '3.9.18' });
  });

  test('on that of the other jobs where 3.9 is not there or makes no environments', () => {
    put('bin/python3.9', '3.9.2', 'ensurepip');
    const command = put('bin/python3.11', '3.11.7');
    expect(findShellPython(env('bin'))).toEqual({ command, version: '3.11.7' });
  });

  test('and the start says on which', () => {
    expect(['3.9.18', '3.11.7'].map((version) => shellPythonTold({ command: 'python', version }))).toEqual([
      'Python Shell jobs run on Python 3.9.18',
      'no Python 3.9 found: Python Shell jobs run on Python 3.11.7; AWS runs them on 3.9',
    ]);
  });
});

describe('the other jobs run', () => {
  test('on python3 where it is a 3.11, before any other', () => {
    put('bin/python3', '3.11.7');
    put('bin/python3.11', '3.11.2');
    expect(findPython(env('bin'))).toEqual({ command: 'python3', version: '3.11.7' });
  });

  test("on 3.11, as Glue's Spark does, also where python3 is a newer one", () => {
    put('bin/python3', '3.13.1');
    const command = put('bin/python3.11', '3.11.7');
    expect(findPython(env('bin'))).toEqual({ command, version: '3.11.7' });
  });

  test('on python3 where there is no 3.11', () => {
    put('bin/python3', '3.12.1');
    expect(findPython(env('bin'))).toEqual({ command: 'python3', version: '3.12.1' });
  });

  test.each([
    ['none that is supported', '3.9.18', 'nothing', /Python 3.10 to 3.13, and none was found/],
    ['none that makes environments', '3.12.1', 'ensurepip', /^python3 cannot make virtual environments/],
  ])('on nothing where there is %s, and it is said what to install', (_, version, without, words) => {
    put('bin/python3', version, without);
    expect(() => findPython(env('bin'))).toThrow(NoPython);
    expect(() => findPython(env('bin'))).toThrow(words);
  });
});
