import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, SHARED } from './place.ts';
import { type Ended, run } from './process.ts';
import { type Resources, writeTemplate } from './template.ts';

const LOCAL = join(root, 'packages/local-cloud/bin/local.ts');
const OPS = join(root, 'apps/ops-cli/bin/ops.mjs');

export interface LocalCloudOptions {
  readonly stage?: 'local' | 'dev' | 'prod';
  /** Folder of an assembly; where there are no resources either, the stage is synthesized. */
  readonly assembly?: string;
  /** The only resources that there are. */
  readonly resources?: Resources;
  /** An account with nothing in it, which deployments fill, instead of an assembly. */
  readonly empty?: { readonly account: string; readonly region: string };
  /** Folder that functions have as `Code: 'code'`. */
  readonly code?: string;
  /** Folder that stands in for the publisher; where absent an empty one. */
  readonly source?: string;
  readonly engine?: 'duckdb' | 'spark';
  readonly env?: Readonly<Record<string, string>>;
  /** Of its own process alone: commands have nothing of it. */
  readonly ownEnv?: Readonly<Record<string, string>>;
}

/** A local cloud in a process and a folder of its own, driven by the commands that a user types. */
export class LocalCloud {
  /** Stands for the clone: `.local` is in it. */
  readonly folder = mkdtempSync(join(tmpdir(), 'tlc-cloud-'));
  readonly localDir = join(this.folder, '.local');
  readonly stage: 'local' | 'dev' | 'prod';
  readonly source: string;
  /** What it holds, as flags of `up`. */
  readonly #holds: readonly string[];
  readonly #engine: 'duckdb' | 'spark' | undefined;
  readonly #env: NodeJS.ProcessEnv;
  readonly #ownEnv: NodeJS.ProcessEnv;

  /** One with nothing in it; `up` starts it. */
  constructor(options: LocalCloudOptions) {
    const { stage = 'local', assembly, resources, empty, code, source, engine, env, ownEnv = {} } = options;
    this.stage = stage;
    this.source = source ?? join(this.folder, 'source');
    mkdirSync(this.source, { recursive: true });
    const given = resources ? join(this.folder, 'assembly') : assembly;
    this.#holds = [
      ...(given === undefined ? [] : ['--assembly', given]),
      ...(empty ? ['--empty', '--account', empty.account, '--region', empty.region] : []),
    ];
    if (resources) writeTemplate(join(this.folder, 'assembly'), resources, code);
    this.#engine = engine;
    this.#env = {
      ...ofThisMachine(),
      TLC_LOCAL_DIR: this.localDir,
      TLC_SHARED_DIR: SHARED,
      // Stages of tests that run side by side must not replace each other's.
      TLC_ASSEMBLY_DIR: join(this.folder, 'synthesized'),
      NO_COLOR: '1',
      ...env,
    };
    this.#ownEnv = ownEnv;
  }

  static async start<Made extends LocalCloud>(
    this: new (
      options: LocalCloudOptions,
    ) => Made,
    options: LocalCloudOptions,
  ): Promise<Made> {
    const cloud = new this(options);
    await cloud.up();
    return cloud;
  }

  /** Starts it, also again over the state that there is, perhaps with another engine; throws what it says where it does not start. */
  async up(engine = this.#engine): Promise<void> {
    const flags = engine === undefined ? [] : ['--engine', engine];
    const place = ['--source', this.source, '--port', '0', '--detach'];
    const { code, stderr } = await this.#run(LOCAL, ['up', ...place, ...this.#holds, ...flags], this.#ownEnv);
    if (code !== 0) throw new Error(`the local cloud did not start: ${stderr}`);
  }

  /** `pnpm local …` of its stage. */
  local(...args: string[]): Promise<Ended> {
    return this.#run(LOCAL, args);
  }

  /** `pnpm ops …` of its stage. */
  ops(...args: string[]): Promise<Ended> {
    return this.#run(OPS, [...args, '--endpoint', 'local']);
  }

  #run(script: string, args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Ended> {
    const env = { ...this.#env, ...more };
    return run(process.execPath, [script, ...args, '--stage', this.stage], { cwd: root, env });
  }

  /** Environment by which any AWS client reaches it as the operator. */
  get clientEnv(): Record<string, string> {
    return this.#file('client-env.json');
  }

  /** Settings of an SDK client of the operator. */
  get client() {
    const { AWS_ENDPOINT_URL: endpoint = '', AWS_REGION: region = '', ...keys } = this.clientEnv;
    const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = keys;
    return { endpoint, region, credentials: { accessKeyId, secretAccessKey } };
  }

  /** Its process: every job and Lambda descends from it. */
  get pid(): number {
    return this.#file<{ pid: number }>('local-cloud.json').pid;
  }

  #file<T>(name: string): T {
    return JSON.parse(readFileSync(join(this.localDir, this.stage, name), 'utf8')) as T;
  }

  /** Puts a file where the publisher's stand-in serves it. */
  publish(name: string, content: string | Uint8Array, modified?: Date): void {
    const path = join(this.source, name);
    writeFileSync(path, content);
    if (modified) utimesSync(path, modified, modified);
  }

  /** Where the publisher's stand-in serves its files. */
  get publisherUrl(): string {
    return `${this.client.endpoint}/_publisher`;
  }

  /** Ends it as a power failure would. */
  kill(): void {
    process.kill(this.pid, 'SIGKILL');
  }

  async down(): Promise<void> {
    await this.local('down');
  }

  /** Ends it and removes its state. */
  async remove(): Promise<void> {
    await this.down();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const KEPT =
  /^(PATH|HOME|TMPDIR|LANG|JAVA_HOME|SSL_CERT_FILE|NODE_EXTRA_CA_CERTS|PIP_\w+|(HTTPS?|NO)_PROXY)$/i;

/** What commands and downloads need of this machine, and nothing of the user's own settings. */
const ofThisMachine = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => KEPT.test(name)));
