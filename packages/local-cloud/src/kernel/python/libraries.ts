import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { moveIntoPlace } from '../../disk/into-place.ts';

/** `{name}-{version}(-{build})?-{python}-{abi}-{platform}.whl`: "Binary distribution format", Python packaging user guide. */
const WHEEL_NAME = /^[^-]+-[^-]+(-\d[^-]*)?-[^-]+-[^-]+-[^-]+\.whl$/;

/** A library that Glue could not have used. */
export class LibraryRefused extends Error {}

/**
 * Makes a file of `--extra-py-files` importable, and gives what to put on PYTHONPATH.
 * Glue hands wheels to pip, which refuses one whose file name is not a wheel's; the bytes are unpacked once.
 */
export function importable(path: string, key: string, directory: string, python: string): string {
  const name = basename(key);
  const digest = createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 16);
  const target = join(directory, digest);
  if (name.endsWith('.whl')) {
    if (!WHEEL_NAME.test(name)) throw new LibraryRefused(`ERROR: ${name} is not a valid wheel filename.`);
    return unpacked(path, target, python);
  }
  if (name.endsWith('.zip') || name.endsWith('.egg')) return unpacked(path, target, python);
  if (!name.endsWith('.py'))
    throw new LibraryRefused(`--extra-py-files takes .whl, .zip, .egg and .py files, not ${name}`);
  mkdirSync(target, { recursive: true });
  copyFileSync(path, join(target, name));
  return target;
}

/** Unpacked, because Python compiles what it imports from a folder once, and from an archive each time. */
function unpacked(archive: string, target: string, python: string): string {
  if (existsSync(target)) return target;
  const partial = `${target}.${process.pid}.partial`;
  rmSync(partial, { recursive: true, force: true });
  const { status, stderr } = spawnSync(python, ['-m', 'zipfile', '-e', archive, partial], {
    encoding: 'utf8',
  });
  if (status !== 0)
    throw new LibraryRefused(
      `${basename(archive)} is no archive that Python can import from: ${stderr.trim()}`,
    );
  spawnSync(python, ['-m', 'compileall', '-q', partial]);
  moveIntoPlace(partial, target);
  return target;
}
