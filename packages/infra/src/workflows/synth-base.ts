import { spawnSync } from 'node:child_process';

/** Runs a command in a folder; false where it fails. */
function succeeds(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): boolean {
  const { status } = spawnSync(command, args, {
    cwd,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, ...env },
  });
  return status === 0;
}

/**
 * Checks a commit out into a folder and synthesizes stages there, as it did then and without credentials. False where
 * that fails: an older commit may not know how, which is no fault of the newer one.
 */
export function synthBase(
  repository: string,
  commit: string,
  folder: string,
  stages: readonly string[],
): boolean {
  return (
    succeeds('git', ['worktree', 'add', '--detach', '--force', folder, commit], repository) &&
    succeeds('pnpm', ['install', '--frozen-lockfile'], folder) &&
    stages.every((TLC_STAGE) => succeeds('pnpm', ['turbo', 'run', 'synth'], folder, { TLC_STAGE }))
  );
}
