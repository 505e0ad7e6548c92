import { describe, expect, test } from 'vitest';
import { keys, prefix, readJson, writeJson } from '../../../test/month.ts';
import { parquetOf } from '../../../test/parquet.ts';
import { verifiedMonth } from '../../../test/verified-month.ts';

const stage = verifiedMonth();
const { ledger, manifest, report, verify } = stage;

/** What somebody did → what verify finds, in words that hold both numbers. */
const damages: [string, () => void | Promise<void>, [code: string, message: RegExp][]][] = [
  [
    'a row deleted by hand',
    () => {
      stage.counts.trips[1] = ['2024-09-01', '2024-09-01', 84];
    },
    [['table_rows_differ', /yellow_trips has 87 rows of 2024-09, load_ledger 88/]],
  ],
  [
    'a month loaded twice',
    () => void stage.counts.trips.push(['2024-09-01', '2024-09-01', 88]),
    [['doubled_month', /176 rows .* 88 .*2 times/]],
  ],
  [
    'rows without a ledger row',
    () => {
      stage.counts.ledger = [];
    },
    [
      ['rows_without_ledger', /yellow_trips has 88 rows of 2024-09, load_ledger has no load/],
      ['rows_without_ledger', /yellow_trips_quarantine has 12 rows of 2024-09/],
    ],
  ],
  [
    'a ledger row without rows',
    () => {
      stage.counts.trips = [];
    },
    [['ledger_without_rows', /r1 loaded 88 rows, yellow_trips has 0 rows/]],
  ],
  [
    'the raw file removed',
    () => void stage.fake.objects.delete(keys.rawFile),
    [['raw_file_missing', /yellow_tripdata_2024-09\.parquet is missing/]],
  ],
  [
    'the raw file overwritten',
    async () =>
      void stage.fake.objects.set(keys.rawFile, await parquetOf('SELECT range AS x FROM range(99000)')),
    [
      ['raw_file_changed', /bytes, its manifest says/],
      ['raw_file_changed', /SHA-256/],
      ['source_rows_differ', /footer has 99,000 rows, the ledger 100/],
      ['rows_lost', /99,000 rows, the written files 100 \(88 accepted \+ 12 quarantined\)/],
    ],
  ],
  [
    'the raw file is HTML',
    () => void stage.fake.objects.set(keys.rawFile, Buffer.from('<html>')),
    [
      ['raw_file_changed', /is no parquet file: its 6 bytes end in/],
      ['raw_file_changed', /SHA-256/],
    ],
  ],
  [
    'the raw manifest removed',
    () => void stage.fake.objects.delete(keys.rawManifest),
    [['raw_manifest_missing', /raw-manifest\.json of yellow-2024-09-r1 is missing/]],
  ],
  [
    'the raw manifest broken',
    () => writeJson(stage.fake, keys.rawManifest, { version: 2 }),
    [['raw_manifest_invalid', /is no raw manifest: .*version/]],
  ],
  [
    'a raw manifest of another file',
    () =>
      writeJson(stage.fake, keys.rawManifest, {
        ...readJson(stage.fake, keys.rawManifest),
        sha256: 'b'.repeat(64),
      }),
    [
      ['raw_file_changed', /has SHA-256 \w{64}, its manifest says b+$/],
      ['raw_manifest_invalid', /says SHA-256 b+, the ledger \w{64}$/],
    ],
  ],
  [
    'the report removed',
    () => void stage.fake.objects.delete(keys.report),
    [['report_missing', /transform-report\.json is missing/]],
  ],
  [
    'the profile removed',
    () => void stage.fake.objects.delete(keys.profile),
    [['profile_missing', /profile\.json is missing; the transform report names it/]],
  ],
  [
    'a profile without days',
    () => writeJson(stage.fake, keys.profile, { ...readJson(stage.fake, keys.profile), days: undefined }),
    [['profile_invalid', /profile\.json is no profile: .*days/]],
  ],
  [
    'the profile of another attempt, and of other rows',
    () =>
      writeJson(stage.fake, keys.profile, { ...readJson(stage.fake, keys.profile), attempt: 'a9', rows: 87 }),
    [
      ['profile_differs', /says attempt a9, load_ledger 0f8b/],
      ['profile_differs', /says rows 87, load_ledger 88/],
    ],
  ],
  [
    'a report that names the profile of another attempt',
    () => report({ profile: 'yellow/2024/09/r/a9/profile.json' }),
    [['report_differs', /says profile yellow.2024.09.r.a9.profile.json/]],
  ],
  [
    'a report that is no JSON',
    () => void stage.fake.objects.set(keys.report, Buffer.from('oops')),
    [['report_invalid', /is no transform report/]],
  ],
  [
    'a report of another run',
    () => report({ run_id: 'yellow-2024-09-r7' }),
    [['report_of_another_run', /r7, attempt 0f8b.* the ledger names yellow-2024-09-r1/]],
  ],
  [
    'accepted rows written anew with fewer rows',
    async () => void stage.fake.objects.set(keys.trips, await parquetOf('SELECT range AS x FROM range(80)')),
    [
      ['rows_lost', /100 rows, the written files 92/],
      ['file_changed', /80 rows, the transform report says .* 88/],
      ['copy_manifest_differs', /names .*trips.* bytes, S3 has/],
      ['accepted_rows_differ', /80 rows, the ledger 88/],
    ],
  ],
  [
    'accepted rows removed',
    () => void stage.fake.objects.delete(keys.trips),
    [
      ['file_missing', /part-0\.parquet is missing/],
      ['copy_manifest_differs', /S3 has no such accepted file/],
    ],
  ],
  [
    'the quarantine files for COPY removed',
    () => void stage.fake.objects.delete(keys.quarantineCopy),
    [
      ['file_missing', /quarantine-copy\/part-0\.parquet is missing/],
      ['copy_manifest_differs', /S3 has no such rejected file/],
    ],
  ],
  [
    "a stranger's file",
    async () => void stage.fake.objects.set(`${prefix}trips/zz.parquet`, await parquetOf('SELECT 1 AS x')),
    [['stranger_file', /trips\/zz\.parquet lies among the run's files/]],
  ],
  [
    'the COPY manifest removed',
    () => void stage.fake.objects.delete(keys.copyManifest),
    [['copy_manifest_missing', /copy-manifest\.json is missing/]],
  ],
  [
    'a COPY manifest that names nothing',
    () => writeJson(stage.fake, keys.copyManifest, { entries: [] }),
    [['copy_manifest_differs', /does not name .*trips\/part-0/]],
  ],
  [
    'a COPY manifest that is broken',
    () => writeJson(stage.fake, keys.copyManifest, { entries: 1 }),
    [['copy_manifest_invalid', /is no COPY manifest/]],
  ],
  [
    'quarantined rows not in their table',
    () => {
      stage.counts.quarantine = [];
    },
    [['quarantine_table_differs', /quarantine table has 0 rows, the ledger 12/]],
  ],
  [
    "another run's quarantine rows",
    () => void stage.counts.quarantine.push(['2024-09-01', 'yellow-2024-09-r0', 3]),
    [
      ['quarantine_table_differs', /15 rows, the ledger 12/],
      ['quarantine_table_differs', /3 rows of yellow-2024-09-r0/],
    ],
  ],
  [
    'a rule counted wrongly',
    () => ledger({ quarantine_by_rule: '{"trip_distance_positive":8,"fare_amount_positive":5}' }),
    [
      ['report_differs', /quarantine_by_rule .*:9,.* load_ledger .*:8,/],
      [
        'quarantine_by_rule_differs',
        /trip_distance_positive in the quarantine files has 9 rows, in the ledger 8/,
      ],
    ],
  ],
  [
    'quarantined rows lost',
    async () =>
      void stage.fake.objects.set(
        keys.quarantine,
        await parquetOf("SELECT 'fare_amount_positive' AS broken_rules FROM range(5)"),
      ),
    [
      ['rows_lost', /93/],
      ['file_changed', /5 rows, the transform report says .* 12/],
      ['quarantined_rows_differ', /5 rows, the ledger 12/],
      ['quarantine_by_rule_differs', /trip_distance_positive .* 0 rows, in the ledger 9/],
    ],
  ],
  [
    'a generated file under a real load',
    () =>
      writeJson(stage.fake, keys.rawManifest, { ...readJson(stage.fake, keys.rawManifest), generated: true }),
    [['generated_differs', /generated true, the ledger false/]],
  ],
];

describe('verify finds', () => {
  test.each(damages)('%s', async (_, damage, expected) => {
    await damage();
    const { code, ok, months } = await verify('2024-09');
    expect([code, ok, months[0]?.status]).toEqual([1, false, 'failed']);
    expect(months[0]?.problems.map((problem) => problem.code)).toEqual(expected.map(([name]) => name));
    for (const [i, [, message]] of expected.entries())
      expect(months[0]?.problems[i]?.message).toMatch(message);
    for (const { next } of months[0]?.problems ?? []) expect(next).toMatch(/ops run 2024-09|aws s3 rm s3:/);
  });
});

test('a quarantine file whose pages are damaged is a problem, and crashes nothing', async () => {
  const damaged = Uint8Array.from(stage.fake.objects.get(keys.quarantine) ?? []);
  damaged.fill(0xff, 4, 60);
  stage.fake.objects.set(keys.quarantine, damaged);
  const { code, months } = await verify('--quick');
  expect([code, months[0]?.problems.map((problem) => problem.code)]).toEqual([1, ['file_changed']]);
  expect(months[0]?.problems[0]?.message).toMatch(
    /part-0\.parquet is no parquet file: its bytes cannot be read/,
  );
});

test('where the ETag is the MD5 of what was published, so must be the file', async () => {
  manifest({ proof: 'md5' });
  ledger({ source_proof: 'md5' });
  const { months } = await verify();
  expect(months[0]?.problems.map(({ code, message }) => [code, message])).toEqual([
    ['raw_file_changed', expect.stringMatching(/has MD5 [0-9a-f]{32}, its ETag etag1 is the MD5/)],
  ]);
});

test('a raw file of the same size and rows with other bytes is found, unless --quick leaves it out', async () => {
  const changed = Uint8Array.from(stage.fake.objects.get(keys.rawFile) ?? []);
  changed[8] = (changed[8] ?? 0) ^ 1;
  stage.fake.objects.set(keys.rawFile, changed);
  expect((await verify('--quick')).ok).toBe(true);
  const [problem, ...others] = (await verify()).months[0]?.problems ?? [];
  expect([problem?.code, others]).toEqual(['raw_file_changed', []]);
  expect(problem?.next).toBe('npx -y pnpm@12.21.0 ops run 2024-09 --force');
});
