import { chmodSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { type LocalCloud, root, SHARED } from '@tlc-elt/testing';
import { act } from './actions.ts';
import { type Environment, Shell } from './machine.ts';

/** Names of the operator's keys: a job has only those that it gets for its token. */
const KEYS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];

/** Machines on which jobs run as after their set-up: pnpm and Node in the path, AWS's clients led to the local cloud. */
export class JobMachines {
  readonly #cloud: LocalCloud;
  readonly #env: Environment;

  constructor(cloud: LocalCloud, env: Environment) {
    this.#cloud = cloud;
    const pnpm = join(cloud.folder, 'pnpm');
    writeFileSync(pnpm, '#!/bin/sh\nexec npx -y pnpm@12.21.0 "$@"\n');
    chmodSync(pnpm, 0o755);
    const ofMachine = Object.entries(process.env).filter(
      ([name]) => !/^(AWS|TLC|GITHUB|ACTIONS)_|^CI$/.test(name),
    );
    const ofCloud = Object.entries(cloud.clientEnv).filter(([name]) => !KEYS.includes(name));
    this.#env = {
      ...(Object.fromEntries([...ofMachine, ...ofCloud]) as Environment),
      PATH: [cloud.folder, dirname(process.execPath), process.env.PATH].join(delimiter),
      TLC_ASSEMBLY_DIR: join(cloud.folder, 'synthesized'),
      TLC_LOCAL_DIR: cloud.localDir,
      TLC_SHARED_DIR: SHARED,
      NO_COLOR: '1',
      ...env,
    };
  }

  /** A fresh machine for a job. */
  job(): Shell {
    return new Shell(root, this.#env, (call) => act(call, this.#cloud.client));
  }

  /** Runs what an administrator types; throws with all that it said where it fails. */
  async administrator(script: string, env: Environment = {}): Promise<void> {
    const shell = this.job();
    try {
      const { code, output } = await shell.run(script, { ...this.#cloud.clientEnv, ...env });
      if (code !== 0) throw new Error(`${script} ended with ${code}:\n${output}`);
    } finally {
      shell.end();
    }
  }
}
