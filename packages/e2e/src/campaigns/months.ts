import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Random } from '../model/random.ts';
import { generate } from '../months.ts';
import { LocalStage } from '../stage.ts';
import { type Fingerprint, fingerprints } from '../table.ts';
import { type Campaign, same } from './campaign.ts';
import { openToOthers } from './starts.ts';

const MONTHS = ['2024-01', '2024-03', '2024-05', '2024-07', '2024-09', '2024-11'];
const ROWS = 2000;

/** Runs with a stage whose publisher has the first `count` months. */
async function withMonths(
  count: number,
  use: (stage: LocalStage, months: readonly string[]) => Promise<void>,
): Promise<void> {
  const months = MONTHS.slice(0, count);
  const source = await mkdtemp(join(tmpdir(), 'tlc-published-'));
  for (const month of months) await generate(source, month, ROWS);
  const stage = await LocalStage.start({ source });
  try {
    await use(stage, months);
  } finally {
    await stage.remove();
    await rm(source, { recursive: true });
  }
}

/** What the months come to on a stage that nobody disturbs. */
async function undisturbed(
  { source }: LocalStage,
  months: readonly string[],
): Promise<Record<string, Fingerprint>> {
  const stage = await LocalStage.start({ source });
  try {
    for (const month of months) same(`the run of ${month}`, (await stage.run(month)).code, 0);
    return await fingerprints(stage);
  } finally {
    await stage.remove();
  }
}

/** Every month is loaded, right at the usual depth, and nobody's but the owner's to read. */
async function verified(stage: LocalStage, months: readonly string[]): Promise<void> {
  const { ok, months: found } = await stage.verify();
  same('verify', [ok, found.map(({ month }) => month).sort()], [true, months]);
  same('what others may read', openToOthers(join(stage.localDir, stage.stage)), []);
}

/** kill -9 of the local cloud again and again while all months run at once: afterwards each month is loaded once. */
export const kills: Campaign = {
  of: 'kills while months run',
  size: 12,
  share: 2,
  run: (random, size) =>
    withMonths(Math.min(MONTHS.length, size), async (stage, months) => {
      for (let n = 0; n < size; n += 1) {
        const running = months.map((month) => stage.ops('run', month, '--json'));
        await sleep(random.whole(200, 6000));
        stage.kill();
        await Promise.all(running);
        await stage.up();
      }
      for (const month of months) {
        const { code, cause } = await stage.run(month);
        same(`the run of ${month}`, [code, cause], [0, null]);
      }
      same('what is loaded', await fingerprints(stage), await undisturbed(stage, months));
      await verified(stage, months);
    }),
};

/** `ops status` from many terminals while a month runs: each is answered, and none disturbs the run. */
export const statuses: Campaign = {
  of: 'times ops status',
  size: 100,
  share: 8,
  run: (random, size) =>
    withMonths(1, async (stage, months) => {
      const running = stage.run(months[0] as string);
      for (let asked = 0; asked < size; ) {
        const many = Math.min(size - asked, random.whole(1, 6));
        const ended = await Promise.all(Array.from({ length: many }, () => stage.ops('status', '--json')));
        for (const { code, stderr } of ended) same('ops status', [code, stderr], [0, '']);
        asked += many;
      }
      same('the run', (await running).code, 0);
      await verified(stage, months);
    }),
};

/** A client that opens the warehouse's file now and then while a month is loaded: the load waits for it. */
export const lockedWarehouse: Campaign = {
  of: 'times that the warehouse is locked',
  size: 30,
  share: 3,
  run: (random, size) =>
    withMonths(1, async (stage, months) => {
      const record = JSON.parse((await stage.local('status', '--json')).stdout) as { warehouses: string[] };
      const running = stage.run(months[0] as string);
      for (let n = 0; n < size; n += 1) await held(record.warehouses[0] as string, random);
      const { code, cause } = await running;
      same('the run', [code, cause], [0, null]);
      await verified(stage, months);
    }),
};

/** Holds the file for a while, once nobody else has it. */
async function held(path: string, random: Random): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const instance = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY' }).catch(() => undefined);
    if (instance !== undefined) {
      await sleep(random.whole(10, 1500));
      return instance.closeSync();
    }
    await sleep(random.whole(5, 50));
  }
}
