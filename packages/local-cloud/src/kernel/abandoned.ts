import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startOf } from './children.ts';

/** Removes what interrupted processes left half-made in a folder; `name` finds the process's id in a name. */
export function removeAbandoned(directory: string, name: RegExp): void {
  for (const entry of readdirSync(directory)) {
    const pid = name.exec(entry)?.[1];
    if (pid !== undefined && startOf(Number(pid)) === undefined)
      rmSync(join(directory, entry), { recursive: true, force: true });
  }
}
