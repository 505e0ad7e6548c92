import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, test } from 'vitest';
import { randomOf } from '../../testing/state/damages.ts';
import { foldersOf, lock } from './record.ts';

const folder = mkdtempSync(join(tmpdir(), 'lock-'));
const folders = foldersOf(folder, 'local');
mkdirSync(folders.stage);
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** Waits for a line, takes the lock, says whether it has it, and keeps it until it is killed. */
const CONTENDER = `
  import { foldersOf, lock } from ${JSON.stringify(join(import.meta.dirname, 'record.ts'))};
  const folders = foldersOf(${JSON.stringify(folder)}, 'local');
  console.log('ready');
  process.stdin.once('data', () => {
    try { lock(folders); console.log('taken'); } catch (error) { console.log(error.constructor.name); }
  });`;

/** A process that contends for the lock; `next` gives its next line. */
function contender(): { readonly child: ChildProcess; readonly next: () => Promise<string> } {
  const child = spawn(process.execPath, ['--input-type=module', '-e', CONTENDER], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
  return { child, next: async () => String((await lines.next()).value) };
}

async function killed(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

test('of several that start at once over what a killed one left, exactly one has the stage', async () => {
  const random = randomOf(11);
  for (let round = 0; round < 5; round += 1) {
    const all = Array.from({ length: 2 + Math.floor(random() * 3) }, contender);
    for (const { next } of all) expect(await next()).toBe('ready');
    for (const { child } of all) child.stdin?.write('go\n');
    const said = await Promise.all(all.map(({ next }) => next()));
    expect(said.sort()).toEqual([...Array(all.length - 1).fill('StateInUse'), 'taken']);
    for (const { child } of all) await killed(child);
  }
  expect(readdirSync(folders.stage)).toEqual(['lock.5']);
}, 60_000);

test('it is free once it is released, and of whoever has it the process is told', () => {
  const release = lock(folders);
  expect(() => lock(folders)).toThrow(`in use by another local cloud (pid ${process.pid})`);
  release();
  lock(folders)();
  expect(readFileSync(join(folders.stage, 'lock.7'), 'utf8')).toBe('');
});
