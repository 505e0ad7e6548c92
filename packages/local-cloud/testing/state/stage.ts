import { type ExecFileException, execFile, execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { foldersOf } from '../../src/command/record.ts';
import { files, resources } from '../conformance/template.ts';
import { folderWith } from '../template-cloud.ts';

const BIN = resolve(import.meta.dirname, '../../bin/local.ts');

/** How a command ended. */
export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A local cloud with a resource of every kind, in a process of its own, driven by the commands that a user types. */
export class Stage {
  readonly folder = folderWith({
    'assembly/stack.json': JSON.stringify({ Resources: resources }),
    'assembly/job.py': files['job.py'],
  });
  /** What it is started with. */
  readonly #holds: readonly string[];
  readonly localDir = join(this.folder, 'local');
  readonly folders = foldersOf(this.localDir, 'local');

  /** `empty`: an account that deployments fill, instead. */
  constructor(empty?: 'empty') {
    this.#holds = empty ? ['--empty'] : ['--assembly', join(this.folder, 'assembly')];
  }

  /** `pnpm local …`. */
  local(...args: string[]): Promise<Said> {
    const env = { ...process.env, TLC_LOCAL_DIR: this.localDir, TLC_SHARED_DIR: SHARED };
    return new Promise((done) => {
      execFile(process.execPath, [BIN, ...args], { env }, (error: ExecFileException | null, stdout, stderr) =>
        done({ code: error ? Number(error.code) : 0, stdout, stderr }),
      );
    });
  }

  /** Tries to start it. */
  tryUp(): Promise<Said> {
    return this.local('up', ...this.#holds, '--port', '0', '--detach');
  }

  async up(): Promise<void> {
    const said = await this.tryUp();
    if (said.code !== 0) throw new Error(`the local cloud did not start: ${said.stderr}`);
  }

  async down(): Promise<void> {
    await this.local('down');
  }

  get record(): { readonly pid: number; readonly endpoint: string } {
    return JSON.parse(readFileSync(this.folders.record, 'utf8'));
  }

  /** What the local cloud logged, all starts. */
  get log(): string {
    return readFileSync(this.folders.log, 'utf8');
  }

  /** Settings of an SDK client of the operator, which tries once. */
  get client() {
    const env = JSON.parse(readFileSync(this.folders.clientEnv, 'utf8')) as Record<string, string>;
    const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = env;
    return {
      endpoint: env.AWS_ENDPOINT_URL as string,
      region: 'us-east-1',
      forcePathStyle: true,
      maxAttempts: 1,
      credentials: { accessKeyId, secretAccessKey },
    };
  }

  /** From here on no file of the process grows over this size: as a disk that is full, from outside. */
  limit(bytes: number | 'unlimited'): void {
    execFileSync('prlimit', ['--pid', String(this.record.pid), `--fsize=${bytes}:`]);
  }

  kill(): void {
    process.kill(this.record.pid, 'SIGKILL');
  }

  async remove(): Promise<void> {
    await this.down();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Python environments and jars are shared by all tests, and with the local cloud of this clone. */
const SHARED = process.env.TLC_SHARED_DIR ?? resolve(import.meta.dirname, '../../../../.local');
