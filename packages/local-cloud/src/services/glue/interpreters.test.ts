import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ended, type More, PythonRuns, pythons } from '../../../testing/glue/python-runs.ts';
import { Interpreters } from './interpreters.ts';

let runs: PythonRuns;
let interpreters: Interpreters;

const run = (name: string, more?: More) => ended(interpreters.run('job', runs.prepared(name, more)));

/** Until the interpreter of the next run waits, with its modules. */
async function prepared(count: number): Promise<void> {
  while (runs.spawned.length < count) await sleep(20);
  await sleep(500);
}

describe.each(pythons())('on Python %s', (_, python) => {
  beforeAll(() => {
    runs = new PythonRuns(python);
    interpreters = new Interpreters(runs.children, join(runs.folder, 'waiting'));
  });
  afterAll(() => {
    interpreters.close();
    runs.remove();
  });

  describe('a run in an interpreter that waited for it', () => {
    test('finds all as one by Python alone does', async () => {
      await run('run-a');
      await prepared(2);
      const waited = await run('run-b');
      const alone = await runs.plain('run-b');
      expect([runs.spawned.length, waited.pid]).toEqual([2, runs.spawned[1]?.pid]);
      expect(JSON.parse(waited.output)).toEqual(JSON.parse(alone.output));
      expect(JSON.parse(waited.output)).toMatchObject({
        argv: [join(runs.folder, 'script.py'), '--name', 'same'],
        environ: { AWS_ACCESS_KEY_ID: 'key of run-b', PYTHONPATH: join(runs.folder, 'libraries') },
        site: 'of the libraries',
      });
      expect([waited.code, waited.error]).toEqual([0, 'library is imported\n']);
    });

    test('fails as one by Python alone: the same traceback, the same exit code', async () => {
      await prepared(3);
      const waited = await run('run-a', { args: ['--raise'] });
      const alone = await runs.plain('run-a', { args: ['--raise'] });
      expect([waited.pid, waited.code, waited.error]).toEqual([runs.spawned[2]?.pid, 1, alone.error]);
      expect(waited.error).toContain('ValueError: as told');
    });
  });

  test('an interpreter that waited for a run with other libraries ends, and a new one is taken', async () => {
    await prepared(4);
    mkdirSync(join(runs.folder, 'others'));
    writeFileSync(join(runs.folder, 'others/library.py'), '');
    const exited = once(runs.spawned[3] as ChildProcess, 'exit');
    const { pid, error, code } = await run('run-a', { libraries: join(runs.folder, 'others') });
    expect([await exited, error, code]).toEqual([[0, null], '', 0]);
    expect(pid).toBe(runs.spawned[4]?.pid);
  });

  test('one that waits has imported nothing of the job, and ends with the local cloud', async () => {
    await run('run-a');
    await prepared(7);
    const waiting = runs.spawned[6] as ChildProcess;
    const said = text(waiting.stderr as never);
    const exited = once(waiting, 'exit');
    interpreters.close();
    expect([await exited, await said]).toEqual([[0, null], '']);
  });
});
