import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Timed, timed } from './command.ts';
import { cache, root } from './place.ts';

const LOCAL = join(root, 'packages/local-cloud/bin/local.ts');
const OPS = join(root, 'apps/ops-cli/bin/ops.mjs');
const GENERATE = join(root, 'apps/quickstart/bin/generate-month.ts');

/** Folder with the full generated month of 2024-09, made on first use. */
export async function generatedMonth(): Promise<string> {
  const directory = join(cache, 'published');
  if (!existsSync(join(directory, 'yellow_tripdata_2024-09.parquet')))
    await timed(process.execPath, [GENERATE, '2024-09', directory], process.env);
  return directory;
}

/** A warm stage of its own, driven by the commands that a user types. */
export class BenchStage {
  readonly #home = mkdtempSync(join(tmpdir(), 'tlc-bench-'));

  static async start(source: string, engine: 'duckdb' | 'spark'): Promise<BenchStage> {
    const stage = new BenchStage();
    await stage.#local('up', '--source', source, '--engine', engine, '--port', '0', '--detach');
    return stage;
  }

  get #env(): NodeJS.ProcessEnv {
    return { ...process.env, TLC_LOCAL_DIR: this.#home, TLC_SHARED_DIR: cache, TLC_STAGE: 'local' };
  }

  #local(...args: string[]): Promise<Timed> {
    return timed(process.execPath, [LOCAL, ...args], this.#env);
  }

  ops(...args: string[]): Promise<Timed> {
    return timed(process.execPath, [OPS, ...args], this.#env);
  }

  /** Process of the local cloud: every job and Lambda descends from it. */
  get pid(): number {
    return JSON.parse(readFileSync(join(this.#home, 'local/local-cloud.json'), 'utf8')).pid;
  }

  async clientEnv(): Promise<NodeJS.ProcessEnv> {
    const { stdout } = await this.#local('env', '--json');
    return { ...process.env, ...JSON.parse(stdout) };
  }

  async stop(): Promise<void> {
    await this.#local('down');
    rmSync(this.#home, { recursive: true, force: true });
  }
}
