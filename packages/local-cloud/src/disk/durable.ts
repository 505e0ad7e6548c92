import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs';

/** Writes a file whole or not at all, and durably; only its owner may read it. */
export function writeFileDurably(path: string, text: string | Uint8Array): void {
  const partial = `${path}.${process.pid}.partial`;
  const file = openSync(partial, 'w', 0o600);
  try {
    writeFileSync(file, text); // all of it: writeSync may write less than it was given
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(partial, path);
}
