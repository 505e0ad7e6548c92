import { spawn } from 'node:child_process';
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Ended, LocalCloud, root } from '@tlc-elt/testing';
import type { Random } from '../model/random.ts';
import { type Campaign, same } from './campaign.ts';

const QUEUE = { Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'queue' } } };

/** Runs with a local cloud of nothing but a queue. */
async function withCloud(use: (cloud: LocalCloud) => Promise<void>): Promise<void> {
  const cloud = new LocalCloud({ resources: QUEUE });
  try {
    await use(cloud);
  } finally {
    await cloud.remove();
  }
}

const up = (cloud: LocalCloud, ...flags: string[]): Promise<Ended> =>
  cloud.local('up', '--port', '0', '--assembly', join(cloud.folder, 'assembly'), ...flags);

/** Who loses hears that another has the stage: while that one starts, or once it answers with another assembly. */
const REFUSED = /is in use by another local cloud \(pid \d+\)|runs already \(pid \d+\)/;

/** Several starts at once: one local cloud comes of it, and nobody hears anything but where it is or who has the stage. */
export const startsAtOnce: Campaign = {
  of: 'rounds of starts at once',
  size: 20,
  share: 2,
  run: (random, size) =>
    withCloud(async (cloud) => {
      for (let round = 0; round < size; round += 1) {
        const many = Array.from({ length: random.whole(2, 4) }, () => up(cloud, '--detach'));
        const ended = await Promise.all(many);
        const strange = ended.filter(({ code, stderr }) => code !== 0 && !REFUSED.test(stderr));
        same('starts that ended otherwise', strange, []);
        if (ended.every(({ code }) => code !== 0)) throw new Error('of all that started none came through');
        same('status', (await cloud.local('status')).code, 0);
        if (random.whole(0, 1) === 0) cloud.kill();
        else await cloud.down();
      }
      same('what others may read', openToOthers(cloud.localDir), []);
    }),
};

/** Ctrl-C at a random moment of a start: nothing is left running, and the next start is as good as any. */
export const interrupts: Campaign = {
  of: 'starts that are interrupted',
  size: 20,
  share: 3,
  run: (random, size) =>
    withCloud(async (cloud) => {
      for (let n = 0; n < size; n += 1) {
        await interrupted(cloud, random);
        same('what answers after Ctrl-C', (await cloud.local('status')).code, 3);
        same('the next start', (await up(cloud, '--detach')).code, 0);
        await cloud.down();
      }
    }),
};

/** A start in the foreground that gets SIGINT, as the terminal sends it. */
async function interrupted(cloud: LocalCloud, random: Random): Promise<void> {
  const script = join(root, 'packages/local-cloud/bin/local.ts');
  const args = [script, 'up', '--port', '0', '--assembly', join(cloud.folder, 'assembly')];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, TLC_LOCAL_DIR: cloud.localDir },
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  await sleep(random.whole(0, 1500));
  child.kill('SIGINT');
  await ended;
}

/** Files and folders that anybody but their owner may read. */
export const openToOthers = (folder: string): string[] =>
  ['.', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })].filter((path) => {
    const status = lstatSync(join(folder, path));
    return !status.isSymbolicLink() && (status.mode & 0o077) !== 0;
  });
