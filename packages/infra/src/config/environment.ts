import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

type Environment = Readonly<Record<string, string | undefined>>;

/** Root of the repository. */
export const root = join(import.meta.dirname, '../../../..');

/** The process's environment over what `.env` in the root says; empty lines of `.env` count as absent. */
export function withDotenv(env: Environment, file = join(root, '.env')): Environment {
  if (!existsSync(file)) return env;
  const added = Object.entries(parseEnv(readFileSync(file, 'utf8'))).filter(([, value]) => value !== '');
  return { ...Object.fromEntries(added), ...env };
}

/** Folder of a stage's assembly. */
export const assemblyDir = (env: Environment, stage: string): string =>
  env.TLC_ASSEMBLY_DIR ?? join(root, 'packages/infra/cdk.out', stage);
