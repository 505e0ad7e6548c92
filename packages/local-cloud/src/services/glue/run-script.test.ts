import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Children, startOf } from '../../kernel/children.ts';
import { runScript } from './run-script.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'run-script-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(script: string, timeoutMs: number) {
  const lines: string[] = [];
  const children = new Children(join(folder, 'children.json'));
  const env = { PATH: process.env.PATH ?? '' };
  const outcome = await runScript(
    children.spawn('sh', ['-c', script], { env, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] }),
    timeoutMs,
    new AbortController().signal,
    { output: (line) => void lines.push(`out ${line}`), error: (line) => void lines.push(`err ${line}`) },
  );
  return { outcome, lines };
}

test('a script that outlives its timeout is ended with all that it started', async () => {
  const { outcome, lines } = await run('sleep 60 & echo $!; wait', 300);
  const [, child = ''] = lines[0]?.split(' ') ?? [];
  expect([outcome, startOf(Number(child))]).toEqual([
    { state: 'TIMEOUT', errorMessage: 'Job run exceeded its timeout of 0.005 minutes' },
    undefined,
  ]);
});

test('every line arrives in the order in which its stream wrote it, the last one without a line end too', async () => {
  const { outcome, lines } = await run('for i in 1 2 3; do echo $i; done; printf end', 10_000);
  expect([outcome, lines]).toEqual([{ state: 'SUCCEEDED' }, ['out 1', 'out 2', 'out 3', 'out end']]);
});

test('a script that is killed has failed, and says by which signal', async () => {
  const { outcome } = await run('kill -9 $$', 10_000);
  expect(outcome).toEqual({
    state: 'FAILED',
    errorMessage: 'the script ended with signal SIGKILL and wrote nothing to stderr',
  });
});

test('of a long output on stderr the last traceback is the message', async () => {
  const { outcome } = await run(
    "seq 1 5000 >&2; echo 'Traceback (most recent call last):' >&2; echo 'ValueError: x' >&2; exit 1",
    10_000,
  );
  expect(outcome).toEqual({
    state: 'FAILED',
    errorMessage: 'Traceback (most recent call last):\nValueError: x',
  });
});
