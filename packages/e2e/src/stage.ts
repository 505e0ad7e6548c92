import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, SHARED } from './place.ts';
import { type Ended, run } from './process.ts';

const LOCAL = join(root, 'packages/local-cloud/bin/local.ts');
const OPS = join(root, 'apps/ops-cli/bin/ops.mjs');

export interface StageOptions {
  readonly stage?: 'local' | 'dev';
  /** Folder that stands in for the publisher. */
  readonly source: string;
  readonly engine?: 'duckdb' | 'spark';
  readonly env?: Readonly<Record<string, string>>;
}

/** What `ops verify --json` says of a month, as scripts rely on it. */
export interface VerifiedMonth {
  readonly month: string;
  readonly run_id: string;
  readonly status: string;
  readonly problems: readonly { readonly code: string; readonly message: string; readonly next: string }[];
  readonly source_rows: number;
  readonly accepted_rows: number;
  readonly quarantined_rows: number;
  readonly loaded_rows: number;
  readonly table_rows: number;
  readonly quarantine_by_rule: Readonly<Record<string, number>>;
  readonly pickup_months: readonly { readonly month: string; readonly rows: number }[];
}

export interface RanMonth {
  readonly execution: string;
  readonly status: string;
  readonly month: string;
  readonly states: readonly { readonly name: string; readonly status: string; readonly seconds: number }[];
  readonly error: string | null;
  readonly cause: string | null;
}

/** A stage on a local cloud of its own, driven by the commands that a user types. */
export class LocalStage {
  readonly localDir: string;
  readonly options: StageOptions;

  private constructor(localDir: string, options: StageOptions) {
    this.localDir = localDir;
    this.options = options;
  }

  /** A stage with nothing in it; `up` starts it. */
  static async create(options: StageOptions): Promise<LocalStage> {
    const localDir = await mkdtemp(join(tmpdir(), 'tlc-e2e-'));
    const stage = new LocalStage(localDir, options);
    await stage.up();
    return stage;
  }

  get #environment(): NodeJS.ProcessEnv {
    return {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      ...proxies(),
      TLC_LOCAL_DIR: this.localDir,
      TLC_SHARED_DIR: SHARED,
      // Stages of tests that run side by side must not replace each other's.
      TLC_ASSEMBLY_DIR: join(this.localDir, 'assembly'),
      NO_COLOR: '1',
      ...this.options.env,
    };
  }

  get name(): string {
    return this.options.stage ?? 'local';
  }

  async local(...args: string[]): Promise<Ended> {
    return run(process.execPath, [LOCAL, ...args], { cwd: root, env: this.#environment });
  }

  /** Starts the local cloud again over the state that there is, perhaps with another engine. */
  async up(engine = this.options.engine): Promise<void> {
    const { source } = this.options;
    const flags = engine === undefined ? [] : ['--engine', engine];
    const ended = await this.local(
      ...['up', '--stage', this.name, '--source', source, '--port', '0', '--detach', ...flags],
    );
    if (ended.code !== 0) throw new Error(`the local cloud did not start: ${ended.stderr}`);
  }

  /** The process of the local cloud. */
  async pid(): Promise<number> {
    const record = JSON.parse(await readFile(join(this.localDir, this.name, 'local-cloud.json'), 'utf8'));
    return record.pid as number;
  }

  /** Ends the local cloud as a power failure would. */
  async kill(): Promise<void> {
    process.kill(await this.pid(), 'SIGKILL');
  }

  async ops(...args: string[]): Promise<Ended> {
    return run(process.execPath, [OPS, ...args, '--stage', this.name, '--endpoint', 'local'], {
      cwd: root,
      env: this.#environment,
    });
  }

  /** `ops run MONTH --json` with more flags; the parsed result and the exit code. */
  async run(month: string, ...flags: string[]): Promise<RanMonth & { code: number | null; stderr: string }> {
    const { code, stdout, stderr } = await this.ops('run', month, '--json', ...flags);
    return { ...parsed<RanMonth>('run', stdout, stderr), code, stderr };
  }

  async verify(...months: string[]): Promise<{ ok: boolean; months: VerifiedMonth[]; code: number | null }> {
    const { code, stdout, stderr } = await this.ops('verify', ...months, '--json');
    return { ...parsed<{ ok: boolean; months: VerifiedMonth[] }>('verify', stdout, stderr), code };
  }

  async sql<Row>(statement: string, ...flags: string[]): Promise<Row[]> {
    const { stdout, stderr } = await this.ops('sql', statement, '--json', ...flags);
    return parsed<Row[]>('sql', stdout, stderr);
  }

  /** Environment for any other AWS client. */
  async clientEnv(): Promise<Record<string, string>> {
    const { stdout, stderr } = await this.local('env', '--stage', this.name, '--json');
    return parsed<Record<string, string>>('env', stdout, stderr);
  }

  async down(): Promise<void> {
    await this.local('down', '--stage', this.name);
  }

  /** Ends the stage and removes its state. */
  async remove(): Promise<void> {
    await this.down();
    await rm(this.localDir, { recursive: true, force: true });
  }
}

function parsed<T>(command: string, stdout: string, stderr: string): T {
  try {
    return JSON.parse(stdout) as T;
  } catch {
    throw new Error(`${command} gave no JSON: ${stdout}\n${stderr}`);
  }
}

const PROXIES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'SSL_CERT_FILE', 'JAVA_HOME'];

/** What a download needs of this machine. */
const proxies = (): Record<string, string> =>
  Object.fromEntries(
    [...PROXIES, ...Object.keys(process.env).filter((name) => name.startsWith('PIP_'))].flatMap((name) =>
      process.env[name] === undefined ? [] : [[name, process.env[name] as string]],
    ),
  );
