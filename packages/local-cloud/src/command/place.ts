import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

/** A mistake of the one who typed: exit code 2. */
export class UserError extends Error {}

/** Where the command runs, and how it speaks. */
export interface Place {
  readonly root: string;
  readonly localDir: string;
  /** What stages and clones may share: Python environments, Spark's jars. */
  readonly sharedDir: string;
  readonly cwd: string;
  /** `pnpm local` in the form that the user typed. */
  readonly command: string;
  readonly say: (line: string) => void;
}

const onPath = (command: string, path: string): boolean =>
  path.split(delimiter).some((folder) => existsSync(join(folder, command)));

/** Hints take the form that works for this user: pnpm may be there only through npx. */
const typed = (env: NodeJS.ProcessEnv): string => {
  // pnpm puts folders of its own on PATH for the scripts that it runs.
  const path = (env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !/node_modules|_npx|node-gyp-bin/.test(folder))
    .join(delimiter);
  return onPath('pnpm', path) ? 'pnpm local' : 'npx -y pnpm@12 local';
};

export function placeOf(env: NodeJS.ProcessEnv): Place {
  const root = resolve(import.meta.dirname, '../../../..');
  const localDir = env.TLC_LOCAL_DIR ?? join(root, '.local');
  return {
    root,
    localDir,
    sharedDir: env.TLC_SHARED_DIR ?? localDir,
    cwd: env.INIT_CWD ?? process.cwd(),
    command: typed(env),
    say: (line) => void process.stderr.write(`${line}\n`),
  };
}

/** `--stage`, else TLC_STAGE, else `.env` in the root, else local. */
export function stageOf(place: Place, env: NodeJS.ProcessEnv): string {
  if (env.TLC_STAGE) return env.TLC_STAGE;
  const file = join(place.root, '.env');
  const line = existsSync(file)
    ? /^\s*TLC_STAGE\s*=\s*(\S+)/m.exec(readFileSync(file, 'utf8'))?.[1]
    : undefined;
  return line ?? 'local';
}
