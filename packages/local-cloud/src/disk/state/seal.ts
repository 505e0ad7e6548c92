import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { crc32 } from 'node:zlib';
import { readJson, writeJson } from '../json-file.ts';
import { type Kind, kindOf } from './kinds.ts';

/** What a file was when the local cloud ended. */
export interface Sealed {
  readonly size: number;
  /** Of a file that is not large. */
  readonly crc?: number;
}

/** Larger files are known by their size alone, so that a start does not wait for gigabytes. */
const LARGEST = 4 * 1024 * 1024;

interface Seal {
  readonly crc: number;
  readonly files: Readonly<Record<string, Sealed>>;
}

const sealPath = (state: string): string => join(state, 'seal.json');
const crcOf = (files: Seal['files']): number => crc32(JSON.stringify(files));

/** Every file that is kept below `state`, with its kind. */
export function keptFiles(state: string): ReadonlyMap<string, Kind> {
  const files = new Map<string, Kind>();
  for (const entry of readdirSync(state, { recursive: true, withFileTypes: true })) {
    const path = relative(state, join(entry.parentPath, entry.name));
    const kind = entry.isFile() ? kindOf(path) : undefined;
    if (kind !== undefined && kind !== 'passing') files.set(path, kind);
  }
  return files;
}

/** A file as a seal has it. */
export function sealed(path: string): Sealed {
  const { size } = statSync(path);
  return size > LARGEST ? { size } : { size, crc: crc32(readFileSync(path)) };
}

/** Writes down what every file is, once nothing writes any more. */
export function seal(state: string): void {
  if (!existsSync(state)) return;
  const files = Object.fromEntries(
    [...keptFiles(state).keys()].map((path) => [path, sealed(join(state, path))]),
  );
  writeJson(sealPath(state), { crc: crcOf(files), files } satisfies Seal);
}

/** What the files were when the last local cloud ended, and no more from here on; undefined where it was killed. */
export function takeSeal(state: string): Seal['files'] | undefined {
  const path = sealPath(state);
  if (!existsSync(path)) return undefined;
  try {
    const { crc, files } = readJson(path) as Seal;
    return crcOf(files) === crc ? files : undefined;
  } catch {
    return undefined; // a damaged seal says nothing
  }
}

export const breakSeal = (state: string): void => rmSync(sealPath(state), { force: true });
