import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectedOf } from '../src/expected.ts';
import { fileOf, generate, publish } from '../src/months.ts';
import { dataDir, sampleDir, sampleMonths } from '../src/samples.ts';
import { LocalStage } from '../src/stage.ts';

function loads(source: () => string, months: readonly string[]): void {
  let stage: LocalStage;
  beforeAll(async () => {
    stage = await LocalStage.start({ source: source(), stage: 'dev' });
  });
  afterAll(() => stage.remove());

  test.each(months)('%s by Spark', async (month) => {
    const ran = await stage.run(month);
    expect([ran.code, ran.status, ran.cause]).toEqual([0, 'SUCCEEDED', null]);
    const expected = await expectedOf(fileOf(source(), month), month);
    const { months: verified } = await stage.verify(month);
    expect(verified[0]).toMatchObject({
      status: 'ok',
      problems: [],
      engine: 'spark',
      ...expected,
      table_rows: expected.accepted_rows,
    });
  });
}

describe("dev's unchanged assembly on a local cloud", () => {
  describe.skipIf(!dataDir)('the real samples (skipped where there are none)', () => {
    loads(() => sampleDir, sampleMonths);
  });

  describe('a real month that the tests made', () => {
    let source = '';
    beforeAll(async () => {
      source = await mkdtemp(join(tmpdir(), 'tlc-published-'));
      const generated = await generate(join(source, 'generated'), '2026-06', 2000);
      await publish(generated, source, '2026-06', { select: 'SELECT * FROM {source}' });
    });
    afterAll(() => rm(source, { recursive: true }));
    loads(() => source, ['2026-06']);
  });
});
