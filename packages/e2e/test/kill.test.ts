import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generate } from '../src/months.ts';
import { LocalStage } from '../src/stage.ts';
import { type Fingerprint, fingerprints } from '../src/table.ts';
import { triedDatasets } from '../src/trips.ts';

const STATES = ['CheckSource', 'IngestRaw', 'TransformTrips', 'LoadRedshift', 'WritePassport'];
const MONTH = '2024-09';
/** The monthly run of the stage is of both. */
const env = { TLC_DATASETS: triedDatasets.join(',') };

const tables = (stage: LocalStage): Promise<Record<string, Fingerprint>[]> =>
  Promise.all(triedDatasets.map((dataset) => fingerprints(stage, dataset)));

let source = '';
let expected: Record<string, Fingerprint>[];
beforeAll(async () => {
  source = await mkdtemp(join(tmpdir(), 'tlc-published-'));
  for (const dataset of triedDatasets) await generate(source, MONTH, 20_000, [], dataset);
  const undisturbed = await LocalStage.start({ source, env });
  for (const dataset of triedDatasets)
    expect((await undisturbed.run(MONTH, '--dataset', dataset)).code).toBe(0);
  expected = await tables(undisturbed);
  await undisturbed.remove();
});
afterAll(() => rm(source, { recursive: true }));

interface Executions {
  readonly executions: readonly { readonly name: string; readonly status: string; readonly state: string }[];
}
const executionsOf = async (stage: LocalStage): Promise<Executions['executions']> =>
  (JSON.parse((await stage.ops('status', '--json')).stdout) as Executions).executions;

/** Waits until one of the runs is in a state; ends too where all were over before one was seen there. */
async function reached(stage: LocalStage, state: string): Promise<void> {
  for (;;) {
    const runs = await executionsOf(stage);
    if (runs.some((run) => run.state === state && run.status === 'RUNNING')) return;
    if (runs.length === triedDatasets.length && runs.every(({ status }) => status !== 'RUNNING')) return;
    await sleep(20);
  }
}

describe('kill -9 of the local cloud while two datasets run', () => {
  test.each(STATES)('in %s, a restart and another run: the same table as without the kill', async (state) => {
    const stage = await LocalStage.start({ source, env });
    try {
      const watching = triedDatasets.map((dataset) => stage.ops('run', MONTH, '--dataset', dataset));
      // A state of a hundred milliseconds may be over before it is seen; the next one is as good a place to die.
      await reached(stage, state);
      await stage.kill();
      for (const watched of watching) expect((await watched).code).not.toBe(2);
      await stage.up();
      const executions = await executionsOf(stage);
      for (const { name, status } of executions) {
        expect(name).toMatch(/^(yellow|fhvhv)-2024-09-r1$/);
        expect(status).not.toBe('RUNNING');
      }
      for (const dataset of triedDatasets) {
        const again = await stage.run(MONTH, '--dataset', dataset);
        expect([again.code, again.cause]).toEqual([0, null]);
      }
      expect(await tables(stage)).toEqual(expected);
      expect((await stage.verify('--dataset', 'all')).ok).toBe(true);
    } finally {
      await stage.remove();
    }
  });
});
