import { expect, test } from 'vitest';
import {
  attemptPrefix,
  copyManifestKey,
  rawManifestKey,
  rawPrefix,
  runPrefix,
  sourceFileName,
  transformReportKey,
} from '../artifacts/keys.ts';
import { datasets } from '../dataset/datasets.ts';
import { sourceMonth } from '../input/month.ts';
import { contractsJson } from './python.ts';

const keys: Record<string, string> = JSON.parse(contractsJson()).keys;
const month = sourceMonth('2024-09');
const parts: Record<string, string> = {
  dataset: 'yellow',
  yyyy: '2024',
  mm: '09',
  etag: 'abc-7',
  file_name: 'yellow_tripdata_2024-09.parquet',
  run_id: 'yellow-2024-09-r1',
  attempt: 'a1',
};
const fill = (template = ''): string =>
  template.replace(/\{(\w+)\}/g, (_, name: string) => parts[name] ?? '?');

test('Python and TypeScript build the same S3 keys', () => {
  const { yellow } = datasets;
  const attempt = [yellow, month, 'yellow-2024-09-r1', 'a1'] as const;
  expect(fill(keys.raw_file)).toBe(rawPrefix(yellow, month, 'abc-7') + sourceFileName(yellow, month));
  expect(fill(keys.raw_manifest)).toBe(rawManifestKey(yellow, month, 'abc-7'));
  expect(fill(keys.run_prefix)).toBe(runPrefix(yellow, month, 'yellow-2024-09-r1'));
  expect(fill(keys.attempt_prefix)).toBe(attemptPrefix(...attempt));
  expect(fill(keys.transform_report)).toBe(transformReportKey(...attempt));
  expect(fill(keys.copy_manifest)).toBe(copyManifestKey(...attempt));
});
