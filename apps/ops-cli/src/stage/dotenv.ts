import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

type Environment = Readonly<Record<string, string | undefined>>;

/** The environment with what `.env` adds; what is set already wins, empty lines of `.env` count as absent. */
export function withDotenv(environment: Environment, path: string): Environment {
  if (!existsSync(path)) return environment;
  const added = Object.entries(parseEnv(readFileSync(path, 'utf8'))).filter(([, value]) => value !== '');
  return { ...Object.fromEntries(added), ...environment };
}
