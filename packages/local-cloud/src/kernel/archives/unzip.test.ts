import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BadArchive, unzip } from './unzip.ts';

let base: string;
let folder: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'unzip-'));
  folder = join(base, 'code');
});
afterEach(() => rmSync(base, { recursive: true }));

/** An archive of one file, whose bytes are stored as they are. */
function zipOf(name: string, text: string): Buffer {
  const [encoded, bytes] = [Buffer.from(name), Buffer.from(text)];
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(encoded.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt32LE(bytes.length, 20);
  entry.writeUInt32LE(bytes.length, 24);
  entry.writeUInt16LE(encoded.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length + encoded.length, 12);
  end.writeUInt32LE(local.length + encoded.length + bytes.length, 16);
  return Buffer.concat([local, encoded, bytes, entry, encoded, end]);
}

test('a file lies in the folder by its name', () => {
  unzip(zipOf('src/./app.mjs', 'code'), folder);
  expect(readFileSync(join(folder, 'src/app.mjs'), 'utf8')).toBe('code');
});

test.each(['../codex/app.mjs', '../code.mjs', '../../app.mjs', 'src/../../codex/app.mjs', '..'])(
  'the entry %s, which leads outside, is refused, and nothing is written',
  (name) => {
    expect(() => unzip(zipOf(name, 'code'), folder)).toThrow(BadArchive);
    expect(existsSync(folder)).toBe(false);
    expect(readdirSync(base)).toEqual([]);
  },
);
