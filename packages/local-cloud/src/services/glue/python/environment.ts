import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eachLine } from '../../lines.ts';
import { findPython } from './interpreter.ts';

/** What pip was asked for and said, where it failed. */
export class EnvironmentFailed extends Error {}

/** Runs a command; throws EnvironmentFailed with its last lines. */
async function run(command: string, args: readonly string[]): Promise<void> {
  const lines: string[] = [];
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PIP_DISABLE_PIP_VERSION_CHECK: '1', PYTHONPATH: '' },
  });
  for (const stream of [child.stdout, child.stderr]) eachLine(stream, (line) => lines.push(line));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0)
    throw new EnvironmentFailed(
      `${command} ${args.join(' ')} ended with ${code}:\n${lines.slice(-15).join('\n')}`,
    );
}

const STAMP = 'complete';

/** Virtual environments by the modules in them, made once and shared by all stages. */
export class PythonEnvironments {
  readonly #directory: string;
  readonly #log: (line: string) => void;
  readonly #making = new Map<string, Promise<string>>();

  constructor(directory: string, log: (line: string) => void) {
    this.#directory = directory;
    this.#log = log;
  }

  /** Path of a Python that has exactly these modules, e.g. `boto3==1.42.97`, and what they need. */
  python(modules: readonly string[]): Promise<string> {
    const id = createHash('sha256')
      .update([...modules].sort().join('\n'))
      .digest('hex')
      .slice(0, 16);
    let made = this.#making.get(id);
    if (!made) {
      made = this.#make(join(this.#directory, id), modules);
      this.#making.set(id, made);
      made.catch(() => this.#making.delete(id)); // the next run tries again
    }
    return made;
  }

  /** A venv knows its own path, so it is made in place; only the stamp, written last, makes it one. */
  async #make(directory: string, modules: readonly string[]): Promise<string> {
    const python = join(directory, 'bin/python');
    if (existsSync(join(directory, STAMP))) return python;
    this.#log(`preparing Python with ${modules.join(', ') || 'nothing more'} (once)`);
    rmSync(directory, { recursive: true, force: true });
    await run(findPython(), ['-m', 'venv', directory]);
    if (modules.length > 0) await run(python, ['-m', 'pip', 'install', '--quiet', '--no-input', ...modules]);
    writeFileSync(join(directory, `${STAMP}.partial`), modules.join('\n'));
    renameSync(join(directory, `${STAMP}.partial`), join(directory, STAMP));
    return python;
  }
}
