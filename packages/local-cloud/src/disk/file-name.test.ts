import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { fileName, nameOf } from './file-name.ts';

const folder = mkdtempSync(join(tmpdir(), 'file-name-'));
afterAll(() => rmSync(folder, { recursive: true }));

const names = fc.oneof(
  fc.string({
    unit: fc.constantFrom('.', '/', '\\', '%', '2', 'e', 'E', 'a', '=', '~', '\0', '🚕'),
    maxLength: 12,
  }),
  fc.string({ unit: 'binary', maxLength: 600 }),
  fc.constantFrom('.', '..', '...', '../..', '/etc/passwd', '%2e%2e', '\ud800', 'a'.repeat(5000), '='),
);

test('a name from outside is a file right inside of its folder, whatever it is', () => {
  fc.assert(
    fc.property(names, (name) => {
      const file = fileName(name);
      if (name === '') return;
      expect(resolve(folder, file, '..')).toBe(folder);
      mkdirSync(join(folder, file), { recursive: true });
      expect(readdirSync(folder)).toContain(file);
      if (name.isWellFormed()) expect([name, undefined]).toContain(nameOf(file));
    }),
    { seed: 13, numRuns: 2_000 },
  );
});

test('two names are two files', () => {
  fc.assert(
    fc.property(names, names, (one, other) => {
      fc.pre(one.toWellFormed() !== other.toWellFormed());
      expect(fileName(one)).not.toBe(fileName(other));
    }),
    { seed: 13, numRuns: 2_000 },
  );
});
