import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** Writes a file whole or not at all, and durably; only its owner may read it. */
export function writeFileDurably(path: string, text: string | Uint8Array): void {
  const partial = `${path}.${process.pid}.partial`;
  try {
    writeAll(partial, text);
    renameSync(partial, path);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}

function writeAll(path: string, text: string | Uint8Array): void {
  const file = openSync(path, 'w', 0o600);
  try {
    writeFileSync(file, text); // all of it: writeSync may write less than it was given
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
