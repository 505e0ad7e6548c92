import { copyFile, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fileOf, generate } from '../src/months.ts';
import { dataDir } from '../src/samples.ts';
import { LocalStage } from '../src/stage.ts';
import { fingerprints } from '../src/table.ts';

let source = '';
let stage: LocalStage;
beforeAll(async () => {
  source = await mkdtemp(join(tmpdir(), 'tlc-published-'));
  await generate(source, '2020-12', 2000);
  stage = await LocalStage.start({ source });
  expect((await stage.run('2020-12')).code).toBe(0);
});
afterAll(async () => {
  await stage.remove();
  await rm(source, { recursive: true });
});

/** The run fails in IngestRaw with a cause that says why; the table stays as it was; nothing of the month is loaded. */
async function failsInIngest(month: string, cause: RegExp): Promise<void> {
  const before = await fingerprints(stage);
  const ran = await stage.run(month);
  expect([ran.code, ran.status]).toEqual([1, 'FAILED']);
  expect(ran.states.map(({ name, status }) => `${name} ${status}`)).toEqual([
    'CheckSource SUCCEEDED',
    'IngestRaw FAILED',
    'NotifyFailure SUCCEEDED',
    'PipelineFailed FAILED',
  ]);
  expect(ran.cause).toMatch(cause);
  expect(await fingerprints(stage)).toEqual(before);
  expect((await stage.verify('2020-12')).ok).toBe(true);
  const { code, months } = await stage.verify(month);
  expect([code, months[0]?.problems.map(({ code }) => code)]).toEqual([1, ['not_loaded']]);
}

describe('a file that is damaged fails in IngestRaw with a clear cause, and what was loaded before is untouched', () => {
  test.skipIf(!dataDir)('the real truncated download (skipped where there is none)', async () => {
    await copyFile(fileOf(join(dataDir ?? '', 'damaged'), '2021-01'), fileOf(source, '2021-01'));
    await failsInIngest('2021-01', /SourceFileInvalid.*truncated/s);
  });

  test('a generated month without its last bytes', async () => {
    const path = await generate(source, '2021-02', 2000);
    const file = await open(path, 'r+');
    await file.truncate((await file.stat()).size - 500);
    await file.close();
    await failsInIngest('2021-02', /SourceFileInvalid.*truncated/s);
  });

  test('an HTML page in the place of the file', async () => {
    await writeFile(fileOf(source, '2021-03'), '<!DOCTYPE html><html><body>Service moved</body></html>');
    await failsInIngest('2021-03', /SourceFileInvalid.*(HTML|<!DOCTYPE)/s);
  });

  test('an empty file', async () => {
    await writeFile(fileOf(source, '2021-04'), '');
    await failsInIngest('2021-04', /SourceFileInvalid.*empty/s);
  });
});

test('`ops doctor --after-first-run` finds what the run left: its logs, its image, its metric', async () => {
  const { code, stdout } = await stage.ops('doctor', '--after-first-run', '--json');
  const { checks } = JSON.parse(stdout) as { checks: { check: string; status: string; found: string }[] };
  const after = checks.slice(checks.findIndex(({ check }) => check === 'first run'));
  expect(after.map(({ check, status }) => `${check}: ${status}`)).toEqual([
    'first run: ok',
    'log of IngestRaw: ok',
    'log of TransformTrips: ok',
    'log of LoadRedshift: ok',
    expect.stringMatching(/^Python Shell: (ok|warn)$/),
    'QuarantineShare: ok',
    'RPU-seconds: skip',
  ]);
  expect(after[4]?.found).toMatch(/^Python 3\.\d+\.\d+, botocore 1\.38\.46, no awscli$/);
  expect(code).toBe(0);
});

test('what a local cloud cannot know of its use is refused by name', async () => {
  const { code, stderr } = await stage.ops('sql', 'SELECT charged_seconds FROM sys_serverless_usage');
  expect([code, stderr]).toEqual([1, expect.stringContaining('sys_serverless_usage')]);
});
