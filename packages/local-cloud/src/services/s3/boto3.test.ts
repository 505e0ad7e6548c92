import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runPython } from '../../../testing/python-clients.ts';
import { startTestCloud, type TestCloud } from '../../../testing/s3/cloud.ts';

const CHECKS = join(import.meta.dirname, '../../../testing/s3/boto3_checks.py');
const names = [...readFileSync(CHECKS, 'utf8').matchAll(/^def check_(\w+)/gm)].map(
  ([, name]) => name as string,
);

let test: TestCloud;
let results: Record<string, string>;

beforeAll(async () => {
  test = await startTestCloud();
  const { stdout, stderr } = await runPython([CHECKS], test.env());
  expect(stderr).toBe('');
  results = JSON.parse(stdout) as Record<string, string>;
}, 120_000);
afterAll(() => test.stop());

it.each(names)('boto3 finds what it expects: %s', (name) => {
  expect(results[name]).toBe('ok');
});
