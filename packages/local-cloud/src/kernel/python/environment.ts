import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { moveIntoPlace } from '../../disk/into-place.ts';
import { removeAbandoned } from '../abandoned.ts';
import type { Children } from '../children.ts';
import { eachLine } from '../lines.ts';
import { jobPython, type Python } from './interpreter.ts';

/** What pip was asked for and said, where it failed. */
export class EnvironmentFailed extends Error {}

/** Runs a command; throws EnvironmentFailed with its last lines. */
async function run(
  children: Pick<Children, 'spawn'>,
  command: string,
  args: readonly string[],
  tell: (line: string) => void = () => {},
): Promise<void> {
  const lines: string[] = [];
  const child = children.spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PIP_DISABLE_PIP_VERSION_CHECK: '1', PYTHONPATH: '' },
  });
  const keep = (line: string): void => {
    lines.push(line);
    tell(line);
  };
  for (const stream of [child.stdout, child.stderr]) if (stream) eachLine(stream, keep);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0)
    throw new EnvironmentFailed(
      `${command} ${args.join(' ')} ended with ${code}:\n${lines
        .map((line) => line.slice(0, 300))
        .slice(-15)
        .join('\n')}`,
    );
}

/** One making at a time in this process, whoever asks: services have an instance each. */
const making = new Map<string, Promise<string>>();

/** Lines of pip that a person who waits wants to see: each file with its size, and that the last step has begun. */
const STEP = /^ *(Downloading|Using cached) .*\.(whl|tar\.gz) |^Installing collected packages/;

/** Virtual environments by their Python and the modules in them, made once and shared by all stages. */
export class PythonEnvironments {
  readonly #directory: string;
  readonly #log: (line: string) => void;
  readonly #children: Pick<Children, 'spawn'>;

  constructor(directory: string, log: (line: string) => void, children: Pick<Children, 'spawn'>) {
    this.#directory = directory;
    this.#log = log;
    this.#children = children;
  }

  /** Path of a Python that has exactly these modules, e.g. `boto3==1.42.97`, and what they need. */
  python(modules: readonly string[], base: Python = jobPython()): Promise<string> {
    const id = createHash('sha256')
      .update([base.version, ...[...modules].sort()].join('\n'))
      .digest('hex')
      .slice(0, 16);
    const directory = join(this.#directory, id);
    if (existsSync(directory)) return Promise.resolve(join(directory, 'bin/python'));
    const going = making.get(directory);
    if (going) return going;
    const made = this.#make(directory, modules, base).finally(() => making.delete(directory));
    making.set(directory, made);
    return made;
  }

  /**
   * Made beside its place and renamed: whoever is interrupted leaves nothing that looks complete, and of two
   * processes that make the same one the first wins. (`bin/python` finds its libraries wherever it is moved.)
   */
  async #make(directory: string, modules: readonly string[], base: Python): Promise<string> {
    this.#log(`preparing Python ${base.version} with ${modules.join(', ') || 'nothing more'} (once)`);
    mkdirSync(this.#directory, { recursive: true });
    removeAbandoned(this.#directory, /\.(\d+)\.partial$/);
    const partial = `${directory}.${process.pid}.partial`;
    const python = join(partial, 'bin/python');
    try {
      await run(this.#children, base.command, ['-m', 'venv', partial]);
      if (modules.length > 0)
        await run(this.#children, python, ['-m', 'pip', 'install', '--no-input', ...modules], (line) => {
          if (STEP.test(line)) this.#log(line);
        });
      moveIntoPlace(partial, directory);
    } finally {
      rmSync(partial, { recursive: true, force: true });
    }
    return join(directory, 'bin/python');
  }
}
