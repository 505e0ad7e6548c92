import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ended, root, run, SHARED } from '@tlc-elt/testing';

/** What `npx -y pnpm@12.21.0` starts: npm alone takes a second of processor each time that it is asked to. */
async function pnpmOfNpx(): Promise<string> {
  const { code, stdout, stderr } = await run(
    'npx',
    ['-y', '-p', 'pnpm@12.21.0', '-c', 'command -v pnpm'],
    {},
  );
  if (code !== 0) throw new Error(`npx does not give pnpm 12.21.0:\n${stdout}${stderr}`);
  return stdout.trim();
}

/** A copy of the repository in a temporary folder, in which a user types commands and edits files. */
export class Clone {
  /** Holds the copy, its `.local`, and whatever a test puts beside. */
  readonly folder: string;
  readonly path: string;
  /** Over the environment of this process, for each command. */
  readonly env: NodeJS.ProcessEnv;

  readonly #pnpm: string;

  private constructor(folder: string, pnpm: string, env: NodeJS.ProcessEnv) {
    this.folder = folder;
    this.#pnpm = pnpm;
    this.path = join(folder, 'clone');
    this.env = {
      TLC_LOCAL_DIR: join(folder, 'local'),
      TLC_SHARED_DIR: SHARED,
      // What Node keeps is kept by path: of a copy nobody would use it again.
      NODE_COMPILE_CACHE: join(folder, 'compiled'),
      NO_COLOR: '1',
      ...env,
    };
  }

  /** A copy with its packages installed. */
  static async make(env: NodeJS.ProcessEnv = {}): Promise<Clone> {
    const clone = new Clone(await mkdtemp(join(tmpdir(), 'tlc-clone-')), await pnpmOfNpx(), env);
    const listed = await run('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root });
    for (const file of listed.stdout.split('\n').filter(Boolean))
      cpSync(join(root, file), join(clone.path, file));
    await clone.succeeds('install', '--frozen-lockfile', '--prefer-offline');
    return clone;
  }

  /** `pnpm …` as it is typed in the copy. */
  pnpm(...args: string[]): Promise<Ended> {
    return run(this.#pnpm, args, {
      cwd: this.path,
      env: { ...process.env, ...this.env },
    });
  }

  /** The same of a command that is to succeed; gives its stdout, throws with all that it said otherwise. */
  async succeeds(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.pnpm(...args);
    if (code !== 0) throw new Error(`pnpm ${args.join(' ')} ended with ${code}:\n${stdout}${stderr}`);
    return stdout;
  }

  /** Writes a file. */
  write(path: string, text: string): void {
    writeFileSync(join(this.path, path), text);
  }

  /** Changes a file; `$&` in `to` stands for what was there. Fails where there is nothing of `from`. */
  edit(path: string, from: string | RegExp, to: string): void {
    const text = readFileSync(join(this.path, path), 'utf8');
    const changed = text.replace(from, (found) => to.replace('$&', () => found));
    if (changed === text) throw new Error(`${path} has nothing of ${from}`);
    writeFileSync(join(this.path, path), changed);
  }

  /** Ends the local cloud and removes the copy. */
  async remove(): Promise<void> {
    await this.pnpm('local', 'down');
    rmSync(this.folder, { recursive: true });
  }
}
