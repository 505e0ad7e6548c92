import { renameSync, rmSync } from 'node:fs';

/** Renames a folder that is complete to its place. Of two processes that made the same one the first wins. */
export function moveIntoPlace(partial: string, target: string): void {
  try {
    renameSync(partial, target);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
    rmSync(partial, { recursive: true, force: true });
  }
}
