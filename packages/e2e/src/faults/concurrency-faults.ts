import { setTimeout as sleep } from 'node:timers/promises';
import { runningJob } from '../jobs.ts';
import type { Fingerprint } from '../table.ts';
import { type Fault, loads } from './fault.ts';
import { transaction } from './process-faults.ts';
import type { Month } from './world.ts';

const READERS_LONGEST_MS = 10_000;

/** Two executions that know nothing of each other, both started by hand. */
async function twoAtOnce(month: Month): Promise<void> {
  const { clients } = month.world;
  const names = [51, 52].map((number) => month.execution(number));
  const arns = await Promise.all(names.map((name) => clients.start(name, month.input)));
  const ends = await Promise.all(arns.map((arn) => clients.ended(arn)));
  for (const { status, cause } of ends)
    if (status !== 'SUCCEEDED' && !cause.includes('StaleRun')) throw new Error(`${status}: ${cause}`);
  if (!ends.some(({ status }) => status === 'SUCCEEDED'))
    throw new Error('none of two runs loaded the month');
}

/** What a reader sees of the month, again and again, until it is told to stop. */
async function read(month: Month, stop: AbortSignal): Promise<(Fingerprint | undefined)[]> {
  const seen: (Fingerprint | undefined)[] = [];
  while (!stop.aborted) {
    const began = performance.now();
    seen.push(await month.table());
    const took = performance.now() - began;
    if (took > READERS_LONGEST_MS) throw new Error(`a reader waited ${took.toFixed(0)} ms`);
    await sleep(5);
  }
  return seen;
}

/** Several writers and readers of one month. */
export const concurrencyFaults: readonly Fault[] = [
  {
    what: 'two runs of one month at once, and a third who asks for it meanwhile',
    act: async (month) => {
      const both = twoAtOnce(month);
      await runningJob(month.world.stage, 'IngestRaw', month);
      const third = await month.run();
      await both;
      if (!(third as unknown as { attached: boolean }).attached)
        throw new Error('the third run did not attach');
      // Which of the two the third watched is chance, and so is whether it was the stale one.
      return { ...third, code: 0, cause: null };
    },
    // The one that was refused may have announced its load last: then no copy of the ledger is believed.
    expect: { code: 0, table: 'new', loads: [1, 2], needless: [0, 1] },
  },
  {
    what: 'a republication in the middle of a run',
    act: async (month) => {
      const rule = month.objectsFail({ method: 'PUT', path: '.*transform-report', action: { kind: 'hold' } });
      const ran = month.run();
      await month.world.seam.hit(rule);
      await month.publishLater();
      month.world.seam.remove(rule);
      return ran;
    },
    expect: loads,
  },
  {
    what: 'a stale run that wakes up after a newer one has loaded',
    act: async (month) => {
      const { clients, seam, stage } = month.world;
      // Its own look at the ledger lies behind it: only the fence within the transaction can stop it.
      const rule = month.rule({ ...transaction(month), times: 1, action: { kind: 'hold' } });
      const stale = month.run();
      await seam.hit(rule);
      const pid = await runningJob(stage, 'LoadRedshift', month);
      process.kill(pid, 'SIGSTOP');
      await month.publishLater();
      const newer = await clients.ended(await clients.start(month.execution(60), month.input));
      if (newer.status !== 'SUCCEEDED') throw new Error(newer.cause);
      seam.remove(rule);
      process.kill(pid, 'SIGCONT');
      return stale;
    },
    expect: { code: 1, cause: /StaleRun: .*is older than what is loaded/s, table: 'latest', loads: 1 },
  },
  {
    what: 'readers in a loop while a month is replaced',
    act: async (month) => {
      const stop = new AbortController();
      const before = await month.table();
      const reading = read(month, stop.signal);
      const ran = await month.run();
      const after = await month.table();
      stop.abort();
      const seen = (await reading).map((fingerprint) => JSON.stringify(fingerprint));
      const whole = [before, after].map((fingerprint) => JSON.stringify(fingerprint));
      const strange = seen.find((fingerprint) => !whole.includes(fingerprint));
      if (strange !== undefined)
        throw new Error(`a reader saw ${strange}, neither the old nor the new month`);
      if (new Set(seen).size !== 2)
        throw new Error(`readers saw ${new Set(seen).size} state(s) of the month`);
      return ran;
    },
    expect: loads,
  },
];
