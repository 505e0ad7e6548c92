import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

test('contracts.json, the DDL and the data dictionary are up to date', () => {
  const generate = new URL('../../bin/generate.ts', import.meta.url).pathname;
  expect(execFileSync(process.execPath, [generate, '--check'], { encoding: 'utf8' })).toBe('');
});
