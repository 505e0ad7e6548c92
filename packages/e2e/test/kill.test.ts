import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generate } from '../src/months.ts';
import { LocalStage } from '../src/stage.ts';
import { type Fingerprint, fingerprints } from '../src/table.ts';

const STATES = ['CheckSource', 'IngestRaw', 'TransformTrips', 'LoadRedshift'];

let source = '';
let expected: Record<string, Fingerprint>;
beforeAll(async () => {
  source = await mkdtemp(join(tmpdir(), 'tlc-published-'));
  await generate(source, '2024-09', 20_000);
  const undisturbed = await LocalStage.start({ source });
  expect((await undisturbed.run('2024-09')).code).toBe(0);
  expected = await fingerprints(undisturbed);
  await undisturbed.remove();
});
afterAll(() => rm(source, { recursive: true }));

interface Executions {
  readonly executions: readonly { readonly name: string; readonly status: string; readonly state: string }[];
}

/** Waits until the month's run is in a state; false where the run was over before it was seen there. */
async function reached(stage: LocalStage, state: string): Promise<boolean> {
  for (;;) {
    const { executions } = JSON.parse((await stage.ops('status', '--json')).stdout) as Executions;
    const [run] = executions;
    if (run?.state === state && run.status === 'RUNNING') return true;
    if (run !== undefined && run.status !== 'RUNNING') return false;
    await sleep(20);
  }
}

describe('kill -9 of the local cloud', () => {
  test.each(STATES)('in %s, a restart and another run: the same table as without the kill', async (state) => {
    const stage = await LocalStage.start({ source });
    try {
      const watching = stage.ops('run', '2024-09');
      // A state of a hundred milliseconds may be over before it is seen; the next one is as good a place to die.
      await reached(stage, state);
      await stage.kill();
      expect((await watching).code).not.toBe(2);
      await stage.up();
      const { executions } = JSON.parse((await stage.ops('status', '--json')).stdout) as Executions;
      expect(executions.map(({ name }) => name)).toEqual(['yellow-2024-09-r1']);
      expect(executions[0]?.status).not.toBe('RUNNING');
      const again = await stage.run('2024-09');
      expect([again.code, again.cause]).toEqual([0, null]);
      expect(await fingerprints(stage)).toEqual(expected);
      expect((await stage.verify()).ok).toBe(true);
    } finally {
      await stage.remove();
    }
  });
});
