import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { DamagedFile } from './damaged.ts';
import { writeFileDurably } from './durable.ts';

/** Writes JSON whole or not at all, and durably. */
export function writeJson(path: string, value: unknown): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileDurably(path, JSON.stringify(value, null, 1));
}

/** The JSON of a file; undefined where there is no such file. Throws DamagedFile. */
export function readJson(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new DamagedFile(path, text === '' ? 'it is empty' : 'it is no JSON');
  }
}
