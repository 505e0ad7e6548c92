import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const REQUIREMENTS = join(import.meta.dirname, 'python-clients.txt');
const CACHE = join(import.meta.dirname, '../node_modules/.cache/local-cloud-clients');

/** Folder of the programs of a Python environment with boto3 and the aws command line, made once per list of pins. */
export function pythonClients(): string {
  const id = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 16);
  const directory = join(CACHE, id);
  if (!existsSync(directory)) {
    mkdirSync(CACHE, { recursive: true });
    const partial = `${directory}.${process.pid}`;
    rmSync(partial, { recursive: true, force: true });
    const quiet = { stdio: ['ignore', 'ignore', 'inherit'] as ['ignore', 'ignore', 'inherit'] };
    execFileSync('python3', ['-m', 'venv', partial], quiet);
    const options = ['--quiet', '--disable-pip-version-check', '--no-deps', '--require-hashes'];
    execFileSync(
      join(partial, 'bin/python'),
      ['-m', 'pip', 'install', ...options, '-r', REQUIREMENTS],
      quiet,
    );
    if (existsSync(directory)) rmSync(partial, { recursive: true, force: true });
    else renameSync(partial, directory);
  }
  return join(directory, 'bin');
}

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a Python program or module of the environment, with nothing of the user's own settings of AWS. */
export function runPython(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  input = '',
): Promise<Finished> {
  const child = spawn(join(pythonClients(), 'python'), args, {
    env: { PATH: process.env.PATH ?? '', HOME: '/nonexistent', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => undefined); // it ended without reading
  child.stdin.end(input);
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...output })));
}
