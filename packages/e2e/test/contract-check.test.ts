import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, run } from '@tlc-elt/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fileOf, generate, publish } from '../src/months.ts';

const MONTH = '2024-09';
const PYTHON = join(root, 'glue-scripts/tools/python.mjs');
const OPS = join(root, 'apps/ops-cli/bin/ops.mjs');

/** What is wrong with a file → SELECT that makes it from `{source}`, a good one. */
const FILES: Readonly<Record<string, string>> = {
  nothing: 'SELECT * FROM {source}',
  'another order of the columns': 'SELECT total_amount, * EXCLUDE (total_amount) FROM {source}',
  'an unknown column': 'SELECT *, 1.5::DOUBLE AS request_fee FROM {source}',
  'a missing column': 'SELECT * EXCLUDE (fare_amount) FROM {source}',
  'a column in another case': 'SELECT * EXCLUDE (Airport_fee), Airport_fee AS "airport_Fee" FROM {source}',
  'a retyped column': 'SELECT * REPLACE (CAST(trip_distance AS VARCHAR) AS trip_distance) FROM {source}',
  nanoseconds:
    'SELECT * REPLACE (CAST(tpep_pickup_datetime AS TIMESTAMP_NS) AS tpep_pickup_datetime) FROM {source}',
  'a time zone':
    'SELECT * REPLACE (CAST(tpep_pickup_datetime AS TIMESTAMPTZ) AS tpep_pickup_datetime) FROM {source}',
  'a DECIMAL': 'SELECT * REPLACE (CAST(fare_amount AS DECIMAL(9, 2)) AS fare_amount) FROM {source}',
  'half a passenger': 'SELECT * REPLACE (CAST(2.5 AS DOUBLE) AS passenger_count) FROM {source}',
  'a passenger that is no number':
    "SELECT * REPLACE (CAST('nan' AS DOUBLE) AS passenger_count) FROM {source}",
  'endless passengers': "SELECT * REPLACE (CAST('-inf' AS DOUBLE) AS passenger_count) FROM {source}",
  'more passengers than INTEGER holds':
    'SELECT * REPLACE (CAST(3e9 AS DOUBLE) AS passenger_count) FROM {source}',
  'far more': 'SELECT * REPLACE (CAST(1e22 AS DOUBLE) AS passenger_count) FROM {source}',
  'an id beyond INTEGER': 'SELECT * REPLACE (CAST(3000000000 AS BIGINT) AS payment_type) FROM {source}',
};

let folder = '';
let good = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tlc-contract-'));
  good = await generate(join(folder, 'good'), MONTH, 200);
});
afterAll(() => rm(folder, { recursive: true }));

interface Verdict {
  readonly ok: boolean;
  readonly rows: number | null;
  readonly era: string | null;
  readonly error: string | null;
  readonly findings: readonly { column: string; expected: string; found: string }[];
}

/** Both verdicts of a file: of `ops contract check`, and of the check that IngestRaw makes. */
async function verdicts(file: string): Promise<[Verdict, string]> {
  const [ops, ingest] = await Promise.all([
    run(process.execPath, [OPS, 'contract', 'check', '--json', file], { cwd: folder }),
    run(process.execPath, [PYTHON, 'venv', 'tlc_elt.ingest.check_file', 'yellow', MONTH, file]),
  ]);
  const { files } = JSON.parse(ops.stdout) as { files: Verdict[] };
  expect([ops.code, ingest.code]).toEqual(files[0]?.ok ? [0, 0] : [1, 1]);
  return [files[0] as Verdict, ingest.stdout.trim()];
}

test.each(Object.entries(FILES))('%s: both say the same', async (name, select) => {
  const directory = join(folder, name);
  const file = await publish(good, directory, MONTH, { select });
  const [{ ok, rows, era, error, findings }, said] = await verdicts(file);
  if (ok) expect(said).toBe(`${file}: ${rows} rows, era ${era}`);
  else {
    expect(said).toMatch(new RegExp(`^${error}: `));
    expect(findings).not.toEqual([]);
    for (const { column, expected, found } of findings)
      expect(said).toContain(`column ${column}: expected ${expected}, found ${found}`);
    expect(said.match(/column \w+: /g)).toHaveLength(findings.length);
  }
});

test('no parquet: both say so', async () => {
  const file = fileOf(folder, MONTH);
  await writeFile(file, '<html>Service unavailable</html>');
  const [{ error }, said] = await verdicts(file);
  expect(error).toBe('SourceFileInvalid');
  expect(said).toMatch(/^SourceFileInvalid: /);
});
