import { type ChildProcess, execFileSync, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Children } from '../../kernel/children.ts';
import { jobPython, shellPython } from '../../kernel/python/interpreter.ts';
import { Interpreters } from './interpreters.ts';
import type { Prepared } from './prepare-run.ts';

const SCRIPT = `
import json, os, signal, sys
import library
held = {name: repr(value).partition(" object at ")[0] for name, value in globals().items() if name.startswith("__")}
seen = {
    "argv": sys.argv, "command": getattr(sys, "orig_argv", None), "path": sys.path, "cwd": os.getcwd(), "environ": dict(os.environ),
    "flags": repr(sys.flags), "files": sorted(n for n in map(int, os.listdir("/dev/fd")) if n < 200), "globals": held, "stdin": sys.stdin.read(),
    "group": os.getpgid(0) == os.getpid(), "interrupt": repr(signal.getsignal(signal.SIGINT)), "random": hash("a"),
    "unbuffered": sys.stdout.write_through, "site": getattr(sys.modules.get("sitecustomize"), "NAME", None),
}
print(json.dumps(seen))
if "--raise" in sys.argv:
    raise ValueError("as told")
`;

/** Not what a version manager puts before it. */
const executable = (command: string): string =>
  execFileSync(command, ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim();
const pythons = new Map(
  [jobPython(), shellPython()].map(({ version, command }) => [version, executable(command)]),
);
let python: string;
let folder: string;
let spawned: ChildProcess[];
let interpreters: Interpreters;
const children = { spawn: Children.prototype.spawn };

interface More {
  readonly args?: readonly string[];
  readonly libraries?: string;
}

/** A run in a folder and with a key of its own. */
const runIn = (name: string, { args = ['--name', 'same'], libraries }: More = {}): Prepared => ({
  command: python,
  args: [join(folder, 'script.py'), ...args],
  env: {
    PATH: process.env.PATH ?? '',
    PYTHONPATH: libraries ?? join(folder, 'libraries'),
    PYTHONHASHSEED: '0',
    PYTHONUNBUFFERED: '1',
    PYTHONDONTWRITEBYTECODE: '1',
    AWS_ACCESS_KEY_ID: `key of ${name}`,
    TMPDIR: join(folder, name),
  },
  cwd: join(folder, name),
});

const run = (name: string, more?: More) => ended(interpreters.run('job', runIn(name, more)));

/** By Python alone. */
function plain(name: string, more?: More) {
  const { command, args, env, cwd } = runIn(name, more);
  return ended(spawn(command, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true }));
}

async function ended(child: ChildProcess) {
  const closed = once(child, 'close');
  const [output, error] = await Promise.all([text(child.stdout as never), text(child.stderr as never)]);
  const [code] = await closed;
  return { pid: child.pid, output, error, code };
}

/** Until the interpreter of the next run waits, with its modules. */
async function prepared(count: number): Promise<void> {
  while (spawned.length < count) await sleep(20);
  await sleep(500);
}

describe.each([...pythons])('on Python %s', (_, command) => {
  beforeAll(() => {
    python = command;
    folder = mkdtempSync(join(tmpdir(), 'interpreters-'));
    for (const name of ['waiting', 'libraries', 'run-a', 'run-b']) mkdirSync(join(folder, name));
    writeFileSync(join(folder, 'script.py'), SCRIPT);
    writeFileSync(
      join(folder, 'libraries/library.py'),
      'import sys, colorsys\nsys.stderr.write("library is imported\\n")\n',
    );
    writeFileSync(join(folder, 'libraries/sitecustomize.py'), 'NAME = "of the libraries"\n');
    const real = new Children(join(folder, 'children.json'));
    spawned = [];
    children.spawn = (command: string, args: readonly string[], options: SpawnOptions) => {
      const child = real.spawn(command, args, options);
      spawned.push(child);
      return child;
    };
    interpreters = new Interpreters(children, join(folder, 'waiting'));
  });
  afterAll(() => {
    interpreters.close();
    rmSync(folder, { recursive: true, force: true });
  });

  describe('a run in an interpreter that waited for it', () => {
    test('finds all as one by Python alone does', async () => {
      await run('run-a');
      await prepared(2);
      const waited = await run('run-b');
      const alone = await plain('run-b');
      expect([spawned.length, waited.pid]).toEqual([2, spawned[1]?.pid]);
      expect(JSON.parse(waited.output)).toEqual(JSON.parse(alone.output));
      expect(JSON.parse(waited.output)).toMatchObject({
        argv: [join(folder, 'script.py'), '--name', 'same'],
        environ: { AWS_ACCESS_KEY_ID: 'key of run-b', PYTHONPATH: join(folder, 'libraries') },
        site: 'of the libraries',
      });
      expect([waited.code, waited.error]).toEqual([0, 'library is imported\n']);
    });

    test('fails as one by Python alone: the same traceback, the same exit code', async () => {
      await prepared(3);
      const waited = await run('run-a', { args: ['--raise'] });
      const alone = await plain('run-a', { args: ['--raise'] });
      expect([waited.pid, waited.code, waited.error]).toEqual([spawned[2]?.pid, 1, alone.error]);
      expect(waited.error).toContain('ValueError: as told');
    });
  });

  test('an interpreter that waited for a run with other libraries ends, and a new one is taken', async () => {
    await prepared(4);
    mkdirSync(join(folder, 'others'));
    writeFileSync(join(folder, 'others/library.py'), '');
    const exited = once(spawned[3] as ChildProcess, 'exit');
    const { pid, error, code } = await run('run-a', { libraries: join(folder, 'others') });
    expect([await exited, error, code]).toEqual([[0, null], '', 0]);
    expect(pid).toBe(spawned[4]?.pid);
  });

  test('one that waits has imported nothing of the job, and ends with the local cloud', async () => {
    await run('run-a');
    await prepared(7);
    const waiting = spawned[6] as ChildProcess;
    const said = text(waiting.stderr as never);
    const exited = once(waiting, 'exit');
    interpreters.close();
    expect([await exited, await said]).toEqual([[0, null], '']);
  });
});
