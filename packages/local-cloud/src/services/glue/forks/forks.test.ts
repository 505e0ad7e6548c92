import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ended, type More, PythonRuns, pythons } from '../../../../testing/glue/python-runs.ts';
import { killGroup, startOf } from '../../../kernel/children.ts';
import type { Forked } from './forked.ts';
import { Forks } from './forks.ts';

/** Tells whether a module was there ahead, and waits until a file is. */
const WAITS = `
import json, os, sys, time
ahead = "colorsys" in sys.modules
import colorsys
held = os.fork()
if held == 0:
    time.sleep(600)
print(json.dumps({"ahead": ahead, "parent": os.getppid(), "of": os.environ["AWS_ACCESS_KEY_ID"], "held": held}))
while not os.path.exists("go"):
    time.sleep(0.01)
`;

/** Tells of the process all that it then spoils. */
const SPOILS = `
import colorsys, decimal, json, logging, os, random, sys, tempfile, threading
seen = {
    "environ": dict(os.environ), "modules": hasattr(colorsys, "SPOILT"), "logging": [logging.root.level, len(logging.root.handlers)],
    "decimal": decimal.getcontext().prec, "folder": tempfile.gettempdir(), "threads": threading.active_count(),
    "files": sorted(n for n in map(int, os.listdir("/dev/fd")) if n < 200), "mask": os.umask(0o022),
    "argv": sys.argv, "path": sys.path, "limit": sys.getrecursionlimit(), "cwd": os.getcwd(),
}
print(json.dumps(seen))
print(json.dumps(random.random()))
os.environ["SPOILT"] = "1"
colorsys.SPOILT = True
logging.basicConfig(level=logging.DEBUG)
decimal.getcontext().prec = 3
os.open("/dev/null", os.O_RDONLY)
os.umask(0o077)
sys.path.append("/spoilt")
sys.setrecursionlimit(77)
random.seed(1)
threading.Thread(target=threading.Event().wait, daemon=True).start()
`;

let runs: PythonRuns;
let forks: Forks;

async function forked(name: string, more?: More): Promise<Forked> {
  const found = await forks.run('job', runs.prepared(name, more));
  if (!found) throw new Error(`no process was forked for ${name}`);
  return found;
}
const run = async (name: string, more?: More) => ended(await forked(name, more));

const isGone = async (pid: number): Promise<true> => {
  while (startOf(pid) !== undefined) await sleep(10);
  return true;
};

describe.runIf(process.platform === 'linux').each(pythons())('on Python %s', (_, python) => {
  beforeAll(() => {
    runs = new PythonRuns(python);
    runs.script('waits.py', WAITS);
    runs.script('spoils.py', SPOILS);
    runs.script('parent.py', 'import os\nprint(os.getppid())\n');
    for (const name of ['one', 'two', 'three']) mkdirSync(join(runs.folder, name));
    forks = new Forks(runs.children, join(runs.folder, 'waiting'));
  });
  afterAll(async () => {
    forks.close();
    await runs.children.killAll();
    runs.remove();
  });

  test.each(['first', 'second'])('the %s run finds all as one by Python alone does', async () => {
    const found = await run('run-a');
    const alone = await runs.plain('run-a');
    expect(JSON.parse(found.output)).toEqual(JSON.parse(alone.output));
    expect([found.code, found.error, runs.spawned.length]).toEqual([0, 'library is imported\n', 1]);
  });

  test('one fails as by Python alone: the same traceback, the same exit code', async () => {
    const found = await run('run-a', { args: ['--raise'] });
    const alone = await runs.plain('run-a', { args: ['--raise'] });
    expect([found.code, found.error]).toEqual([1, alone.error]);
    expect(found.error).toContain('ValueError: as told');
  });

  test('every byte that a run writes arrives, and what is no text too', async () => {
    runs.script(
      'bytes.py',
      'import os, sys\nsys.stdout.buffer.write(bytes(range(256)) * 8192)\nos._exit(7)\n',
    );
    const child = await forked('run-a', { script: 'bytes.py' });
    const closed = once(child, 'close');
    const written = Buffer.concat(await child.stdout.toArray());
    child.stderr.resume();
    expect(await closed).toEqual([7, null]);
    expect(written.equals(Buffer.concat(Array(8192).fill(Buffer.from([...Array(256).keys()]))))).toBe(true);
  });

  test('nothing that a run changes is left for the next one', async () => {
    await run('run-a', { script: 'spoils.py' });
    const found = await run('run-b', { script: 'spoils.py' });
    const alone = await runs.plain('run-b', { script: 'spoils.py' });
    const again = await run('run-b', { script: 'spoils.py' });
    const [seen, chance] = found.output.split('\n');
    expect(JSON.parse(seen ?? '')).toEqual(JSON.parse(alone.output.split('\n')[0] ?? ''));
    expect(again.output.split('\n')[1]).not.toBe(chance);
  });

  test('several at once are all forked of one parent with its modules, and one that is killed leaves the others', async () => {
    const first = await forked('run-a', { script: 'waits.py' });
    writeFileSync(join(runs.folder, 'run-a/go'), '');
    await ended(first);
    const names = ['one', 'two', 'three'];
    const children = await Promise.all(names.map((name) => forked(name, { script: 'waits.py' })));
    const lines = await Promise.all(
      children.map(async ({ stdout }) => JSON.parse(String((await once(stdout, 'data'))[0]))),
    );
    const parent = runs.spawned.at(-1)?.pid;
    expect(lines).toMatchObject(names.map((name) => ({ ahead: true, parent, of: `key of ${name}` })));
    const [killed, ...others] = children as [Forked, ...Forked[]];
    killGroup(killed.pid, 'SIGKILL');
    expect([(await ended(killed)).code, await isGone(lines[0].held)]).toEqual(['SIGKILL', true]);
    for (const name of names) writeFileSync(join(runs.folder, name, 'go'), '');
    expect((await Promise.all(others.map(ended))).map(({ code }) => code)).toEqual([0, 0]);
    expect(await Promise.all(lines.map(({ held }) => isGone(held)))).toEqual([true, true, true]);
  });

  test('where the parent is killed its runs end as killed, and the next one starts afresh', async () => {
    const going = await forked('run-b', { script: 'waits.py' });
    await once(going.stdout, 'data');
    const end = ended(going);
    const parent = runs.spawned.at(-1) as ChildProcess;
    parent.kill('SIGKILL');
    expect([(await end).code, await isGone(going.pid)]).toEqual(['SIGKILL', true]);
    const next = await forked('one', { script: 'waits.py' }); // its file is there
    expect([(await ended(next)).code, runs.spawned.at(-1) === parent]).toEqual([0, false]);
  });

  test('other libraries have another parent, and the one before ends', async () => {
    await run('run-a');
    const before = runs.spawned.at(-1) as ChildProcess;
    const exited = once(before, 'exit');
    mkdirSync(join(runs.folder, 'others'));
    runs.script('others/library.py', '');
    const { error, code } = await run('run-a', { libraries: join(runs.folder, 'others') });
    expect([await exited, error, code]).toEqual([[0, null], '', 0]);
  });

  test('a module that does more than to be imported is left to each run', async () => {
    const talks =
      'import sys\nprint("colorsys" in sys.modules, "this" in sys.modules)\nimport colorsys, this\n';
    runs.script('talks.py', talks);
    const { output } = await run('run-a', { script: 'talks.py' });
    expect(output).toContain('False False\nThe Zen of Python');
    const next = await run('run-a', { script: 'talks.py' });
    expect(next.output).toBe(output.replace('False False', 'True False'));
  });

  test('runs that go on when a module spoils their parent end as they would, and the next ones have another', async () => {
    runs.script(
      'both.py',
      `import os, sys, time
if "--talk" in sys.argv:
    import this
else:
    print("waits")
    while not os.path.exists("go"):
        time.sleep(0.01)
`,
    );
    const own = new Forks(runs.children, join(runs.folder, 'waiting'));
    const start = async (name: string, ...args: string[]): Promise<Forked> => {
      const child = await own.run('both', runs.prepared(name, { script: 'both.py', args }));
      if (!child) throw new Error(`no process was forked for ${name}`);
      return child;
    };
    mkdirSync(join(runs.folder, 'going'));
    const going = await start('going');
    await once(going.stdout, 'data');
    const end = ended(going);
    for (const name of ['run-a', 'run-b']) expect((await ended(await start(name, '--talk'))).code).toBe(0);
    expect(startOf(going.pid)).toBeDefined();
    writeFileSync(join(runs.folder, 'going/go'), '');
    expect((await end).code).toBe(0);
    own.close();
  });

  test('the parent ends with the local cloud, however that ends', async () => {
    await run('run-a');
    const exited = once(runs.spawned.at(-1) as ChildProcess, 'exit');
    forks.close();
    expect(await exited).toEqual([0, null]);
    const module = (name: string) => JSON.stringify(join(import.meta.dirname, name));
    const cloud = spawn(process.execPath, [
      '--input-type=module',
      '-e',
      `import { Forks } from ${module('forks.ts')};
       import { Children } from ${module('../../../kernel/children.ts')};
       const children = new Children(${JSON.stringify(join(runs.folder, 'other-children.json'))});
       const forks = new Forks(children, ${JSON.stringify(runs.folder)});
       const forked = await forks.run('job', ${JSON.stringify(runs.prepared('one', { script: 'parent.py' }))});
       forked.stdout.on('data', (data) => console.log(String(data)));
       setInterval(() => undefined, 1000);`,
    ]);
    const parent = Number((await once(cloud.stdout, 'data'))[0]);
    expect(startOf(parent)).toBeDefined();
    cloud.kill('SIGKILL');
    expect(await isGone(parent)).toBe(true);
  });
});
