import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { type Configuration, configurationOf } from './configuration.ts';

/** A mistake of the one who typed: exit code 2. */
export class UserError extends Error {}

/** Where the command runs, and how it speaks. */
export interface Place {
  readonly root: string;
  readonly configuration: Configuration;
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
  return onPath('pnpm', path) ? 'pnpm local' : 'npx -y pnpm@12.21.0 local';
};

export function placeOf(env: NodeJS.ProcessEnv): Place {
  const root = resolve(import.meta.dirname, '../../../..');
  const configuration = configurationOf(root);
  const { folder, shared } = configuration.variables;
  const localDir = env[folder] ?? join(root, '.local');
  return {
    root,
    configuration,
    localDir,
    sharedDir: env[shared] ?? localDir,
    cwd: env.INIT_CWD ?? process.cwd(),
    command: typed(env),
    say: (line) => void process.stderr.write(`${line}\n`),
  };
}

/** The stage where none is given: by its environment variable, else by `.env` in the root, else local. */
export function stageOf({ root, configuration }: Place, env: NodeJS.ProcessEnv): string {
  const variable = configuration.variables.stage;
  const file = join(root, '.env');
  const said = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  return knownStage(configuration, env[variable] || said[variable] || 'local');
}

/** A stage of the repository; throws UserError where it is none. */
export function knownStage({ stages, variables }: Configuration, stage: string): string {
  if (stages === undefined || stages.includes(stage)) return stage;
  throw new UserError(
    `there is no stage ${JSON.stringify(stage)}: --stage or ${variables.stage} is one of ${stages.join(', ')}`,
  );
}
