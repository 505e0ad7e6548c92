import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Stage } from '../../testing/state/stage.ts';
import { WRITES } from '../../testing/state/writes.ts';

const stage = new Stage();
beforeAll(async () => {
  await stage.up();
  for (const kind of WRITES) await kind.write(stage, 1);
  await stage.local('warehouse');
}, 120_000);
afterAll(() => stage.remove(), 60_000);

test('what lies in .local is readable by its owner only', () => {
  const paths = readdirSync(stage.localDir, { recursive: true, encoding: 'utf8' });
  const open = ['.', ...paths].filter((path) => {
    const { mode } = lstatSync(join(stage.localDir, path));
    return (mode & 0o077) !== 0;
  });
  expect(open).toEqual([]);
  expect(paths.length).toBeGreaterThan(50);
});
