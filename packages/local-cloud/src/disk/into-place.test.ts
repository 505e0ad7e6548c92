import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { moveIntoPlace } from './into-place.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'into-place-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function made(name: string): string {
  const path = join(folder, name);
  mkdirSync(path);
  writeFileSync(join(path, 'by'), name);
  return path;
}

test('of two that made the same folder the first wins, and nothing is left of the second', () => {
  const target = join(folder, 'library');
  for (const name of ['first', 'second']) moveIntoPlace(made(name), target);
  expect(readFileSync(join(target, 'by'), 'utf8')).toBe('first');
  expect(['first', 'second'].map((name) => existsSync(join(folder, name)))).toEqual([false, false]);
});

test('what was never made is an error', () => {
  expect(() => moveIntoPlace(join(folder, 'none'), join(folder, 'library'))).toThrow('ENOENT');
});
