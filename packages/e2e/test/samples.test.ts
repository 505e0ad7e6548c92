import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectedOf } from '../src/expected.ts';
import { fileOf, generate } from '../src/months.ts';
import { dataDir, sampleDir, sampleMonths } from '../src/samples.ts';
import { LocalStage } from '../src/stage.ts';
import { fingerprints } from '../src/table.ts';

/** A month of each era that can be loaded. */
const ERAS = ['2015-03', '2019-03', '2023-05', '2025-02', '2026-06'];

function loadsEachMonth(source: () => string, months: readonly string[]): void {
  let stage: LocalStage;
  beforeAll(async () => {
    stage = await LocalStage.start({ source: source() });
  });
  afterAll(() => stage.remove());

  test.each(months)('%s: rows of the file = accepted + quarantined = what is in the table', async (month) => {
    const ran = await stage.run(month);
    expect([ran.code, ran.status, ran.cause]).toEqual([0, 'SUCCEEDED', null]);
    const { ok, months: verified } = await stage.verify(month);
    const expected = await expectedOf(fileOf(source(), month), month);
    expect(verified[0]).toMatchObject({
      month,
      status: 'ok',
      problems: [],
      ...expected,
      loaded_rows: expected.accepted_rows,
      table_rows: expected.accepted_rows,
    });
    expect(ok).toBe(true);
  });

  test('loading each again, first as it is and then by force, changes nothing', async () => {
    const before = await fingerprints(stage);
    const month = months[0] as string;
    const again = await stage.run(month);
    expect([again.code, again.states.map(({ name }) => name)]).toEqual([0, ['CheckSource', 'AlreadyLoaded']]);
    for (const each of months.slice(0, 3)) expect((await stage.run(each, '--force')).code).toBe(0);
    expect(await fingerprints(stage)).toEqual(before);
    expect((await stage.verify()).ok).toBe(true);
  });
}

describe('a generated month of every era', () => {
  let source = '';
  beforeAll(async () => {
    source = await mkdtemp(join(tmpdir(), 'tlc-published-'));
    for (const month of ERAS) await generate(source, month, 2000);
  });
  afterAll(() => rm(source, { recursive: true }));
  loadsEachMonth(() => source, ERAS);
});

describe.skipIf(!dataDir)('the real samples (skipped where there are none)', () => {
  loadsEachMonth(() => sampleDir, sampleMonths);
});
