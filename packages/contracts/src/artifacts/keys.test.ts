import { expect, test } from 'vitest';
import { yellow } from '../datasets/registry.ts';
import { sourceMonth } from '../input/month.ts';
import { contractsJson } from '../render/python.ts';
import {
  attemptPrefix,
  folderOfKey,
  isTransformReportKey,
  loadedKey,
  loadingKey,
  monthPrefix,
  rawManifestKey,
  rawPrefix,
  runPrefix,
  sourceFileName,
  sourceUrl,
  transformReportKey,
} from './keys.ts';

const month = sourceMonth('2024-09');
const attempt = [yellow, month, 'yellow-2024-09-r1', 'a1'] as const;

test('keys on S3 are what buckets already hold: a change would lose them', () => {
  expect(monthPrefix('yellow', month)).toBe('yellow/2024/09/');
  expect(sourceFileName(yellow, month)).toBe('yellow_tripdata_2024-09.parquet');
  expect(rawPrefix(yellow, month, 'abc-7')).toBe('yellow/2024/09/abc-7/');
  expect(rawManifestKey(yellow, month, 'abc-7')).toBe('yellow/2024/09/abc-7/raw-manifest.json');
  expect(runPrefix(yellow, month, 'yellow-2024-09-r1')).toBe('yellow/2024/09/yellow-2024-09-r1/');
  expect(attemptPrefix(...attempt)).toBe('yellow/2024/09/yellow-2024-09-r1/a1/');
  expect(transformReportKey(...attempt)).toBe('yellow/2024/09/yellow-2024-09-r1/a1/transform-report.json');
  expect(loadingKey('yellow', month)).toBe('ledger/yellow/2024/09/loading.json');
  expect(loadedKey('yellow', month)).toBe('ledger/yellow/2024/09/loaded.json');
});

test('a key tells its month and its run or publication, and a transform report that it is one', () => {
  const [, , name] = attempt;
  const report = transformReportKey(...attempt);
  expect(folderOfKey(report)).toEqual({ prefix: runPrefix(yellow, month, name), month, name });
  expect(folderOfKey(rawManifestKey(yellow, month, 'abc-7'))).toEqual({
    prefix: rawPrefix(yellow, month, 'abc-7'),
    month,
    name: 'abc-7',
  });
  for (const key of [
    loadedKey('yellow', month),
    'yellow/2024/09/loose.json',
    'yellow/2024/13/r/x',
    'x.json',
    `deeper/${report}`,
  ])
    expect(folderOfKey(key)).toBeUndefined();
  expect(
    [report, rawManifestKey(yellow, month, 'abc-7'), report.replace('/trans', '/old-trans')].map(
      isTransformReportKey,
    ),
  ).toEqual([true, false, false]);
});

test('Python is given the keys that only the jobs write', () => {
  expect(JSON.parse(contractsJson()).keys).toMatchObject({
    raw_file: '{dataset}/{yyyy}/{mm}/{etag}/{file_name}',
    copy_manifest: '{dataset}/{yyyy}/{mm}/{run_id}/{attempt}/copy-manifest.json',
    quarantine_copy_manifest: '{dataset}/{yyyy}/{mm}/{run_id}/{attempt}/quarantine-copy-manifest.json',
  });
});

test("a month's address is the publisher's, whether the base address ends in a slash or not", () => {
  for (const base of ['https://tlc/data', 'https://tlc/data/'])
    expect(sourceUrl(yellow, base, month)).toBe('https://tlc/data/yellow_tripdata_2024-09.parquet');
});

test("an address that is no publisher's is refused before it is asked, by the name of the dataset", () => {
  expect(() => sourceUrl(yellow, 'http://tlc.example/data', month)).toThrow(
    expect.objectContaining({
      name: 'SourceNotUsable',
      message: expect.stringMatching(
        /^the base address of yellow: "http:\/\/tlc\.example\/data" begins with http:.*Next: .*SSM parameter/,
      ),
    }),
  );
});
