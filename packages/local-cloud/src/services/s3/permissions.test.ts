import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runPython } from '../../../testing/python-clients.ts';
import { startTestCloud, type TestCloud } from '../../../testing/s3/cloud.ts';

const CHECKS = join(import.meta.dirname, '../../../testing/s3/permission_checks.py');
const names = [...readFileSync(CHECKS, 'utf8').matchAll(/^def check_(\w+)/gm)].map(
  ([, name]) => name as string,
);

let test: TestCloud;
let results: Record<string, string>;

beforeAll(async () => {
  test = await startTestCloud();
  const reader = test.assume('reader', 'lambda.amazonaws.com');
  const writer = test.assume('writer', 'glue.amazonaws.com');
  const ended = test.assume('reader', 'lambda.amazonaws.com');
  test.cloud.kernel.revoke(ended);
  const keys = JSON.stringify({ reader, writer, ended });
  const { stdout, stderr } = await runPython([CHECKS], { ...test.env(), TEST_KEYS: keys });
  expect(stderr).toBe('');
  results = JSON.parse(stdout) as Record<string, string>;
}, 120_000);
afterAll(() => test.stop());

describe('permissions', () => {
  it.each(names)('boto3 is allowed and refused as AWS would: %s', (name) => {
    expect(results[name]).toBe('ok');
  });

  it('remembers by which statement a role was allowed what it did', () => {
    const uses = test.cloud.kernel.roles
      .uses()
      .map(({ role, action, policy, statement }) => [role, action, policy, statement]);
    expect(uses).toContainEqual(['reader', 's3:GetObject', 'read-some', 'statement 0']);
    expect(uses).toContainEqual(['writer', 's3:ListBucket', 'write-some', 'statement 1']);
    const grants = test.cloud.kernel.roles.granted();
    expect(grants.filter(({ role }) => role === 'reader')).toEqual([
      { role: 'reader', action: 's3:GetObject', policy: 'read-some', statement: 'statement 0', used: true },
    ]);
  });
});
