import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { withDotenv } from './dotenv.ts';

test('.env adds what is not set; its empty lines and comments count as absent', () => {
  const folder = mkdtempSync(join(tmpdir(), 'env-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, '.env');
  writeFileSync(path, '# stage\nTLC_STAGE=dev\nAWS_PROFILE="work"\nTLC_ENDPOINT=\n');
  expect(withDotenv({ AWS_PROFILE: 'mine' }, path)).toEqual({ TLC_STAGE: 'dev', AWS_PROFILE: 'mine' });
});

test('without .env the environment is as it was', () => {
  expect(withDotenv({ A: '1' }, '/nowhere/.env')).toEqual({ A: '1' });
});
