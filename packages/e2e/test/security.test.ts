import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from '@tlc-elt/testing';
import { expect, test } from 'vitest';
import { defences } from '../src/defences/table.ts';

test('docs/security.md is what the tables of defences say', async () => {
  const { code, stderr } = await run(process.execPath, ['bin/page.ts', 'security', '--check'], {
    cwd: join(root, 'packages/e2e'),
    env: process.env,
  });
  expect([code, stderr]).toEqual([0, '']);
});

test.each(Object.values(defences).flat())('$tries: its test exists', ({ test: path, named }) => {
  expect(existsSync(join(root, path))).toBe(true);
  expect(readFileSync(join(root, path), 'utf8')).toContain(named);
});
