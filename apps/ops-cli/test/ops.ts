import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../src/main.ts';

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder that stands for the clone, with the file that a local cloud at `url` would write. */
export function cloneWith(url: string | undefined, stage = 'local'): string {
  const root = mkdtempSync(join(tmpdir(), 'ops-'));
  if (url === undefined) return root;
  mkdirSync(join(root, '.local', stage), { recursive: true });
  const env = {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: 'AKIATEST',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_REGION: 'us-east-1',
  };
  writeFileSync(join(root, '.local', stage, 'client-env.json'), JSON.stringify(env));
  return root;
}

export interface Surroundings {
  readonly root: string;
  readonly environment?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly stdin?: string;
  readonly signal?: AbortSignal;
  /** Is given all of stderr whenever there is more of it. */
  readonly heard?: (stderr: string) => unknown;
}

/** `ops …` in this process, as a user with pnpm on PATH would run it in a pipe. */
export async function ops(argv: readonly string[], surroundings: Surroundings): Promise<Outcome> {
  let stdout = '';
  let stderr = '';
  let code = -1;
  await main(argv, {
    root: surroundings.root,
    cwd: surroundings.cwd ?? surroundings.root,
    environment: { PATH: '', ...surroundings.environment },
    stdin: (async function* () {
      yield surroundings.stdin ?? '';
    })(),
    stdout: { write: (text) => (stdout += text) },
    stderr: {
      write: (text) => {
        stderr += text;
        surroundings.heard?.(stderr);
      },
    },
    signal: surroundings.signal ?? new AbortController().signal,
    setExitCode: (value) => {
      code = value;
    },
  });
  return { code, stdout, stderr };
}
