import { existsSync, readFileSync } from 'node:fs';
import { DamagedFile } from './damaged.ts';

/**
 * The JSON of each whole line of a file, none where there is no file; a last line that a crash tore was never
 * acknowledged, and is left out. Throws DamagedFile.
 */
export function readLines<T>(path: string): T[] {
  if (!existsSync(path)) return [];
  const text = readFileSync(path, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  return whole
    .split('\n')
    .slice(0, -1)
    .map((line, index) => parsed(line, path, index + 1) as T);
}

function parsed(line: string, path: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new DamagedFile(path, `its line ${number} is no JSON`);
  }
}
