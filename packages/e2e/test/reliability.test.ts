import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from '@tlc-elt/testing';
import { expect, test } from 'vitest';
import { faults, faultsElsewhere } from '../src/faults/table.ts';

test('docs/reliability.md is what the table of faults says', async () => {
  const { code, stderr } = await run(process.execPath, ['bin/page.ts', 'reliability', '--check'], {
    cwd: join(root, 'packages/e2e'),
    env: process.env,
  });
  expect([code, stderr]).toEqual([0, '']);
});

test('each fault has a name of its own', () => {
  const names = [...Object.values(faults).flat(), ...faultsElsewhere].map(({ what }) => what);
  expect(new Set(names).size).toBe(names.length);
});

test.each(faultsElsewhere)('$what: its test exists', ({ test: path, named }) => {
  expect(existsSync(join(root, path))).toBe(true);
  expect(readFileSync(join(root, path), 'utf8')).toContain(named);
});
