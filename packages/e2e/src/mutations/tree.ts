import {
  cpSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root, run, SHARED } from '@tlc-elt/testing';
import type { Mutation, TestOf } from './mutation.ts';

/** By which tests of the jobs run. */
export const PYTHON = join(root, 'glue-scripts/.venv/bin/python');

/** How a test ended; one that could not run shows nothing. */
export interface Tested {
  readonly result: 'green' | 'red' | 'did not run';
  readonly output: string;
}

const IMPORTS = /ImportError|ModuleNotFoundError|IndentationError|SyntaxError/;
const COMPILES = /SyntaxError|Transform failed|ReferenceError|No test files found/;

/** A copy of the repository's files to break: what is installed is linked, what is built is copied. */
export class Tree {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async copy(): Promise<Tree> {
    const path = mkdtempSync(join(tmpdir(), 'tlc-mutated-'));
    const listed = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: root,
    });
    if (listed.code !== 0) throw new Error(`git ls-files: ${listed.stderr}`);
    const files = listed.stdout.split('\0').filter((file) => file !== '' && existsSync(join(root, file)));
    for (const file of files) cpSync(join(root, file), join(path, file), { verbatimSymlinks: true });
    for (const folder of new Set(['.', ...files.filter(isManifest).map((file) => dirname(file))])) {
      copyLinks(join(root, folder), join(path, folder));
      if (existsSync(join(root, folder, 'dist')))
        cpSync(join(root, folder, 'dist'), join(path, folder, 'dist'), { recursive: true });
    }
    return new Tree(path);
  }

  /** Breaks a file while `work` runs. */
  async broken<T>({ file, find, replace }: Mutation, work: () => Promise<T>): Promise<T> {
    const path = join(this.path, file);
    const before = readFileSync(path, 'utf8');
    writeFileSync(
      path,
      before.replace(find, () => replace),
    );
    try {
      return await work();
    } finally {
      writeFileSync(path, before);
    }
  }

  /** Runs a test in the copy. */
  async test(test: TestOf): Promise<Tested> {
    const [cwd, command, args] = this.#command(test);
    const env = {
      ...process.env,
      PYTHONDONTWRITEBYTECODE: '1',
      TLC_NODE: process.execPath,
      TLC_SHARED_DIR: SHARED,
      CI: '1',
    };
    if (test.kind === 'vitest' && test.build !== undefined) await this.#build(test.build);
    const { code, stdout, stderr } = await run(command, args, { cwd, env });
    const output = `${stdout}\n${stderr}`;
    if (code === 0) return { result: 'green', output };
    // pytest ends with 1 where tests failed; 2 and above: it could not run them. vitest has one code for both.
    const ran = test.kind === 'pytest' ? code === 1 && !IMPORTS.test(output) : !COMPILES.test(output);
    return { result: ran ? 'red' : 'did not run', output };
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  async #build(workspace: string): Promise<void> {
    const cwd = join(this.path, workspace);
    const { code, stdout, stderr } = await run(
      process.execPath,
      [join(cwd, 'node_modules/tsup/dist/cli-default.js')],
      { cwd, env: process.env },
    );
    if (code !== 0) throw new Error(`tsup in ${workspace}: ${stdout}${stderr}`);
  }

  #command(test: TestOf): [string, string, string[]] {
    if (test.kind === 'pytest') {
      const cwd = join(this.path, 'glue-scripts');
      const named = test.named === undefined ? [] : ['-k', test.named];
      const args = ['-m', 'pytest', '-x', '-q', '-p', 'no:cacheprovider', test.path, ...named];
      return [cwd, PYTHON, args];
    }
    const cwd = join(this.path, test.workspace);
    const named = test.named === undefined ? [] : ['-t', test.named];
    return [cwd, process.execPath, [join(cwd, 'node_modules/vitest/vitest.mjs'), 'run', test.path, ...named]];
  }
}

const isManifest = (file: string): boolean => file.endsWith('package.json') && !file.includes('node_modules');

/** The root's store is linked; a workspace's links are relative and hold in the copy. */
function copyLinks(from: string, to: string): void {
  const modules = join(from, 'node_modules');
  if (!existsSync(modules) || existsSync(join(to, 'node_modules'))) return;
  if (existsSync(join(modules, '.pnpm'))) symlinkSync(modules, join(to, 'node_modules'));
  else
    cpSync(modules, join(to, 'node_modules'), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => lstatSync(path).isSymbolicLink() || !/node_modules\/\.(cache|vite)/.test(path),
    });
}
