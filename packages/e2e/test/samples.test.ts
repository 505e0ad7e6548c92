import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Dataset, datasets, drift } from '@tlc-elt/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Clients } from '../src/clients.ts';
import { expectedFingerprint, expectedOf } from '../src/expected.ts';
import { fileOf, generate } from '../src/months.ts';
import { profilesOf } from '../src/profiles.ts';
import { dataDir, type Sample, samples } from '../src/samples.ts';
import { LocalStage, type VerifiedMonth } from '../src/stage.ts';
import { type Fingerprint, fingerprints } from '../src/table.ts';

const SEED = Number(process.env.SAMPLES_SEED ?? Date.now() % 1_000_000);
const AT_ONCE = 4;

/** A month of each era of yellow that can be loaded, and one of each other dataset. */
const GENERATED: readonly Pick<Sample, 'dataset' | 'month'>[] = [
  ...['2015-03', '2019-03', '2023-05', '2025-02', '2026-06'].map((month) => ({
    dataset: 'yellow' as const,
    month,
  })),
  ...(['green', 'fhv', 'fhvhv'] as const).map((dataset) => ({ dataset, month: '2024-09' })),
];

type Tables = Readonly<Record<string, Record<string, Fingerprint>>>;

/** Loads all of them in an order that a seed draws, and then again in another, by force; gives the tables after each. */
async function loadedTwice(stage: LocalStage, published: readonly Sample[]): Promise<Tables[]> {
  const all = { minLength: published.length, maxLength: published.length };
  const orders = fc.sample(fc.shuffledSubarray([...published], all), { seed: SEED, numRuns: 2 });
  const after: Tables[] = [];
  for (const [again, order] of orders.entries()) {
    const left = [...order];
    const next = async (): Promise<void> => {
      for (let sample = left.shift(); sample; sample = left.shift()) {
        const flags = ['--dataset', sample.dataset, ...(again ? ['--force'] : [])];
        const { code, cause } = await stage.run(sample.month, ...flags);
        if (code !== 0) throw new Error(`${sample.dataset} ${sample.month}: ${cause}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, next));
    after.push(await tablesOf(stage));
  }
  return after;
}

/** Each dataset's table, by months. */
async function tablesOf(stage: LocalStage): Promise<Tables> {
  const clients = new Clients(stage);
  const sql = { sql: (statement: string) => clients.sql(statement) } as never;
  const found = Dataset.options.map(async (name) => [name, await fingerprints(sql, name)] as const);
  return Object.fromEntries(await Promise.all(found));
}

/** Publishes them, loads them twice in random orders, and counts each beside the pipeline; gives the stage of a test. */
function loadsEach(
  named: readonly Pick<Sample, 'dataset' | 'month'>[],
  publish: (folder: string) => Promise<void>,
): () => LocalStage {
  let source = '';
  let stage: LocalStage;
  let published: Sample[] = [];
  let after: Tables[] = [];
  let verified: readonly VerifiedMonth[] = [];
  beforeAll(async () => {
    source = await mkdtemp(join(tmpdir(), 'tlc-published-'));
    await publish(source);
    published = named.map((one) => ({ ...one, path: fileOf(source, one.month, one.dataset) }));
    stage = await LocalStage.start({ source, env: { TLC_DATASETS: 'all' } });
    after = await loadedTwice(stage, published);
    verified = (await stage.verify('--dataset', 'all')).months;
  }, 600_000);
  afterAll(async () => {
    await stage?.remove();
    await rm(source, { recursive: true });
  });

  test.each(named)(
    '$dataset $month: rows of the file = accepted + quarantined = what is in the table',
    async (one) => {
      const { path } = published.find(
        ({ dataset, month }) => dataset === one.dataset && month === one.month,
      ) as Sample;
      const expected = await expectedOf(path, one.month, one.dataset);
      expect(
        verified.find(({ dataset, month }) => dataset === one.dataset && month === one.month),
      ).toMatchObject({
        status: 'ok',
        problems: [],
        ...expected,
        loaded_rows: expected.accepted_rows,
        table_rows: expected.accepted_rows,
      });
      const counted = await expectedFingerprint(path, one.month, one.dataset);
      expect(after.map((tables) => tables[one.dataset]?.[one.month])).toEqual([counted, counted]);
    },
  );

  test('loaded again as it is nothing is done', async () => {
    const [{ dataset, month }] = published as [Sample];
    const again = await stage.run(month, '--dataset', dataset);
    expect([again.code, again.states.map(({ name }) => name)]).toEqual([0, ['CheckSource', 'AlreadyLoaded']]);
    expect(await tablesOf(stage)).toEqual(after[0]);
  });
  return () => stage;
}

/** What was odd in the months of yellow's samples, by what happened in New York; 2020-04 has the pandemic of below. */
const HAPPENED: Readonly<Record<string, readonly string[]>> = {
  '2018-01': ['day 2018-01-04'], // a blizzard
  '2018-11': [],
  '2019-01': [],
  '2019-03': ['level tip_amount', 'level total_amount'], // the congestion surcharge of 2.50 since February
  '2019-07': ['day 2019-07-04'],
  '2020-12': ['day 2020-12-17', 'day 2020-12-25', 'zone 265'], // a snowstorm, Christmas, trips out of the city
  '2025-02': [],
};
/** Streets empty, few passengers at night, few cards, trips without details. */
const PANDEMIC = [
  'nulls vendor_id',
  'category payment_type 1',
  'category passenger_count 2',
  'hours hours of the day',
  'level speed',
  'level duration',
];

describe(`in random orders, twice (seed ${SEED}, SAMPLES_SEED)`, () => {
  describe('a generated month of every era and dataset', () => {
    loadsEach(GENERATED, async (folder) => {
      for (const { dataset, month } of GENERATED) await generate(folder, month, 2000, [], dataset);
    });
  });

  describe.skipIf(!dataDir)('the real samples (skipped where there are none)', () => {
    const stageOf = loadsEach(samples, async (folder) => {
      for (const { path } of samples) await copyFile(path, join(folder, basename(path)));
    });

    test('ordinary months are told nothing of but what really happened, and the pandemic is seen', async () => {
      const profiles = await profilesOf(stageOf(), 'yellow');
      const told = Object.fromEntries(
        profiles.map((profile) => [
          profile.source_month,
          drift(datasets.yellow, profile, profiles)
            .map(({ kind, subject }) => `${kind} ${subject}`)
            .sort(),
        ]),
      );
      expect(told).toMatchObject(HAPPENED);
      expect(told['2020-04']).toEqual(expect.arrayContaining(PANDEMIC));
    });
  });
});
