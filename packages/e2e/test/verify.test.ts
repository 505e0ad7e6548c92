import { DeleteObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { addMonths, sourceMonth } from '@tlc-elt/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { World } from '../src/faults/world.ts';
import { type Fingerprint, fingerprints } from '../src/table.ts';
import { OTHER } from '../src/tampering/file-tampering.ts';
import { PARTNER } from '../src/tampering/ledger-tampering.ts';
import { tamperings } from '../src/tampering/table.ts';
import { type Depth, Tampered, type Tampering } from '../src/tampering/tampering.ts';

/** Each has a month of its own, so that they can be made at once, and looked for at once. */
const cases = Object.values(tamperings)
  .flat()
  .map((tampering, i) => ({ ...tampering, month: addMonths(sourceMonth('2018-03'), i) as string }));
const DEPTHS: readonly Depth[] = ['quick', 'default', 'deep'];
const flags: Readonly<Record<Depth, string[]>> = { quick: ['--quick'], default: [], deep: ['--deep'] };

let world: World;
let whole: Record<string, Fingerprint>;
const found = new Map<Depth, Awaited<ReturnType<typeof verify>>>();

const verify = (...argv: string[]) => world.stage.verify(...argv);
const tables = () => fingerprints({ sql: (statement: string) => world.clients.sql(statement) } as never);

/** Commands repeat what chose the stage; that is the test's own. */
const CHOSEN = ' --stage local --endpoint local';

/** The tampering's problem at a depth. */
function problemOf({ month, where, finds }: Tampering & { month: string }, depth: Depth) {
  const result = found.get(depth);
  const problems =
    where && 'beside' in where
      ? (result?.problems ?? []).filter(({ message }) => message.startsWith(where.beside))
      : (result?.months.find((other) => other.month === (where?.month ?? month))?.problems ?? []);
  return problems.find(({ code }) => finds.includes(code));
}

/** Does what the advice says, word for word. */
async function follow(advice: string): Promise<void> {
  for (const command of advice.replaceAll(CHOSEN, '').split(', then: ')) {
    const [, statement] = /ops sql --write "(.*)"$/.exec(command) ?? [];
    const [, run] = /ops (run .*)$/.exec(command) ?? [];
    const [, recursive, bucket = '', key = ''] =
      /aws s3 rm (--recursive )?s3:\/\/([^/]+)\/(\S+)$/.exec(command) ?? [];
    if (statement !== undefined) await ops('sql', '--write', statement);
    else if (run !== undefined) await ops(...run.split(' '));
    else if (key !== '') await remove(bucket, key, recursive !== undefined);
    else expect(command).toMatch(/^look at (it|them)$/);
  }
}

async function ops(...argv: string[]): Promise<void> {
  const { code, stderr, stdout } = await world.stage.ops(...argv);
  if (code !== 0) throw new Error(`${argv.join(' ')} ended with ${code}: ${stderr}${stdout}`);
}

async function remove(Bucket: string, Prefix: string, recursive: boolean): Promise<void> {
  const { Contents = [] } = recursive
    ? await world.clients.s3.send(new ListObjectsV2Command({ Bucket, Prefix }))
    : { Contents: [{ Key: Prefix }] };
  for (const { Key } of Contents) await world.clients.s3.send(new DeleteObjectCommand({ Bucket, Key }));
}

/** Follows the advice for months side by side: each as somebody types it who sees that month alone. */
async function followAll(advices: readonly string[], atOnce = 8): Promise<void> {
  const left = [...new Set(advices)];
  const next = async (): Promise<void> => {
    for (let advice = left.shift(); advice !== undefined; advice = left.shift()) await follow(advice);
  };
  await Promise.all(Array.from({ length: atOnce }, next));
}

beforeAll(async () => {
  world = await World.create();
  const months = [PARTNER, OTHER, ...cases.map(({ month }) => month)];
  for (const [i, month] of months.entries())
    await world.month(month).publishNew(`SELECT * FROM {rows} LIMIT ${499 - (i % 3)}`);
  await world.loadAll('yellow', months);
  const before = await verify();
  expect(before.months.flatMap(({ problems }) => problems)).toEqual([]);
  expect(before.months.map(({ values }) => values)).toEqual(months.map(() => 'proved'));
  whole = await tables();
  for (const { act, month } of cases) await act(new Tampered(world.month(month)));
  for (const depth of DEPTHS) found.set(depth, await verify(...flags[depth]));
}, 1_200_000);
afterAll(() => world?.remove());

describe('verify finds that somebody has', () => {
  test.each(cases)('$what', (tampering) => {
    const seen = DEPTHS.filter((depth) => problemOf(tampering, depth) !== undefined);
    expect(seen).toEqual(DEPTHS.slice(DEPTHS.indexOf(tampering.depth)));
    const next = (problemOf(tampering, 'deep')?.next ?? '').replaceAll(CHOSEN, '');
    const advice = tampering.advice.source
      .replaceAll('MONTH', tampering.month)
      .replaceAll('FIRST', `${tampering.month}-01`);
    expect(next).toMatch(new RegExp(advice));
  });

  test('and nothing in the month that files were taken of', () => {
    for (const depth of DEPTHS)
      expect(found.get(depth)?.months.find(({ month }) => month === OTHER)?.problems).toEqual([]);
  });
});

test('and its advice, followed word for word, heals all of it', async () => {
  await followAll(cases.map((tampering) => problemOf(tampering, 'deep')?.next ?? ''));
  // Where rows have gone to another month, or to none, the month that they were taken of is left to be healed.
  const left = (await verify('--deep')).months.filter(({ problems }) => problems.length > 0);
  const taken = cases.filter(({ where }) => where !== undefined).map(({ month }) => month);
  for (const { month } of left) expect([...taken, PARTNER]).toContain(month);
  await followAll(left.map(({ problems }) => problems[0]?.next ?? ''));
  const { ok, problems, months } = await verify('--deep');
  expect([problems, months.flatMap((month) => month.problems), ok]).toEqual([[], [], true]);
  expect(await tables()).toEqual(whole);
}, 1_200_000);
