import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { start } from './start.ts';

/** `start …` of a user whose shell has no pnpm. */
const typed = (...argv: string[]) => typedIn({ PATH: '' }, ...argv);

async function typedIn(
  env: Record<string, string>,
  ...argv: string[]
): Promise<{ code: number; out: string; said: string[] }> {
  const written: string[] = [];
  const said: string[] = [];
  const code = await start({
    argv,
    env,
    out: (text) => written.push(text),
    say: (line) => said.push(line),
  });
  return { code, out: written.join(''), said };
}

test.each([
  [['2009-05'], /^2009-05 is not loaded: /],
  [['--sauce', 'x'], /^Unknown option '--sauce'/],
  [['--engine', '\x1b[2J\x9b1A\u202espark'], /not \\u001b\[2J\\u009b1A\\u202espark/],
])('%j: what is wrong, and what to type, and nothing that a terminal obeys', async (argv, message) => {
  const { code, out, said } = await typed(...argv);
  expect([code, out, said.length]).toEqual([2, '', 1]);
  const [first = '', next] = said[0]?.split('\n') ?? [];
  expect(first).toMatch(message);
  expect(next).toBe('next:  npx -y pnpm@12.21.0 start --help');
  expect(said[0]?.replace('\n', '')).not.toMatch(/\p{C}/u);
});

test('the folder of the last start is taken again, and said', async () => {
  const home = mkdtempSync(join(tmpdir(), 'home-'));
  mkdirSync(join(home, 'local'));
  writeFileSync(join(home, 'local/source'), `${home}\n`);
  const { code, said } = await typedIn({ PATH: '', TLC_LOCAL_DIR: home });
  rmSync(home, { recursive: true });
  expect([code, said]).toEqual([
    2,
    [
      `from ${home}, as at the last start (--source tlc asks the TLC)`,
      `${home} has no month that can be loaded; none of its 1 entries is named as the publisher names files\nnext:  npx -y pnpm@12.21.0 start --help`,
    ],
  ]);
});

test('--help has the command as this user types it', async () => {
  const { code, out, said } = await typed('--help');
  expect([code, out.split('\n')[0], said]).toEqual([
    0,
    'Usage: npx -y pnpm@12.21.0 start [DATASET] [MONTH] [--source DIR] [--engine duckdb|spark]',
    [],
  ]);
});
