import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The pins have wheels for these. */
const PYTHONS = ['python3', 'python3.11', 'python3.12', 'python3.13'];

const versionOf = (python: string): string | undefined =>
  spawnSync(python, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], {
    encoding: 'utf8',
  }).stdout?.trim();

function run(command: string, args: readonly string[]): void {
  const { status, stderr, stdout, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (error || status !== 0)
    throw new Error(`${command} ${args.join(' ')}\n${error ?? ''}${stdout}${stderr}`);
}

/** Folder with the commands of a lock of pip, in the environment `venv`; they are installed where the lock changed. */
export function pythonTools(requirements: string, venv: string): string {
  const python = PYTHONS.find((command) => ['3.11', '3.12', '3.13'].includes(versionOf(command) ?? ''));
  if (!python) throw new Error(`none of ${PYTHONS.join(', ')} is Python 3.11 to 3.13`);
  const stamp = createHash('sha256')
    .update(`${versionOf(python)} ${venv}\n`)
    .update(readFileSync(requirements))
    .digest('hex');
  const complete = join(venv, 'complete');
  if (existsSync(complete) && readFileSync(complete, 'utf8') === stamp) return join(venv, 'bin');
  rmSync(venv, { recursive: true, force: true });
  run(python, ['-m', 'venv', venv]);
  const options = ['--quiet', '--no-compile', '--require-hashes', '--only-binary', ':all:'];
  run(join(venv, 'bin/python'), ['-m', 'pip', 'install', ...options, '-r', requirements]);
  writeFileSync(complete, stamp);
  return join(venv, 'bin');
}
