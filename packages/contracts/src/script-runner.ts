import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

// npx puts pnpm into a folder of its own on PATH, and pnpm the clone's: neither is there in the user's next shell.
const isTemporary = (directory: string): boolean => /[\\/](_npx|node_modules)[\\/]/.test(`${directory}/`);

/** How this user runs the clone's scripts: `pnpm`, or `npx -y pnpm@12.21.0` where the user's shell has no pnpm. */
export function scriptRunner(
  environment: Environment,
  exists: (path: string) => boolean = existsSync,
): string {
  const directories = (environment.PATH ?? '').split(delimiter).filter((d) => d !== '' && !isTemporary(d));
  return directories.some((directory) => exists(join(directory, 'pnpm'))) ? 'pnpm' : 'npx -y pnpm@12.21.0';
}

/** A sentence with its `pnpm …` commands in the form that this user types. */
export const asTypedBy = (sentence: string, runner: string): string =>
  sentence.replace(/\bpnpm (?=(?:turbo|local|ops|start|build|run|cdk) )/g, `${runner} `);
