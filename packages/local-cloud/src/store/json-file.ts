import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Writes JSON whole or not at all, and durably: temporary file, fsync, rename. */
export const writeJson = (path: string, value: unknown): void => write(path, value, true);

/** The same without fsync: it outlives the process, and need not outlive a machine that loses its power. */
export const writeBriefJson = (path: string, value: unknown): void => write(path, value, false);

function write(path: string, value: unknown, durably: boolean): void {
  mkdirSync(dirname(path), { recursive: true });
  const partial = `${path}.${process.pid}.partial`;
  const file = openSync(partial, 'w', 0o600);
  try {
    writeSync(file, JSON.stringify(value, null, 1));
    if (durably) fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(partial, path);
}

/** The JSON of a file; undefined where there is no such file. */
export function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
