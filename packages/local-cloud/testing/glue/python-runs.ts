import { type ChildProcess, execFileSync, type SpawnOptions, spawn } from 'node:child_process';
import { type EventEmitter, once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Children } from '../../src/kernel/children.ts';
import { jobPython, shellPython } from '../../src/kernel/python/interpreter.ts';
import type { Prepared } from '../../src/services/glue/prepare-run.ts';

/** Tells all that a script finds when it starts. */
const SCRIPT = `
import json, os, signal, sys
import library
held = {name: repr(value).partition(" object at ")[0] for name, value in globals().items() if name.startswith("__")}
seen = {
    "argv": sys.argv, "command": getattr(sys, "orig_argv", None), "path": sys.path, "cwd": os.getcwd(), "environ": dict(os.environ),
    "flags": repr(sys.flags), "files": sorted(n for n in map(int, os.listdir("/dev/fd")) if n < 200), "globals": held, "stdin": sys.stdin.read(),
    "group": os.getpgid(0) == os.getpid(), "session": os.getsid(0) == os.getpid(), "random": hash("a"),
    "signals": {str(one): repr(signal.getsignal(one)) for one in sorted(signal.valid_signals())}, "wakeup": signal.set_wakeup_fd(-1),
    "unbuffered": sys.stdout.write_through, "site": getattr(sys.modules.get("sitecustomize"), "NAME", None),
}
print(json.dumps(seen))
if "--raise" in sys.argv:
    raise ValueError("as told")
`;

/** Not what a version manager puts before it. */
const executable = (command: string): string =>
  execFileSync(command, ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim();

/** Version and path of each Python that jobs run on. */
export const pythons = (): [string, string][] => [
  ...new Map([jobPython(), shellPython()].map(({ version, command }) => [version, executable(command)])),
];

export interface More {
  readonly args?: readonly string[];
  readonly libraries?: string;
  readonly script?: string;
}

type Process = EventEmitter & {
  readonly pid?: number | undefined;
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
};

/** What a process wrote, and how it ended. */
export async function ended(child: Process) {
  const closed = once(child, 'close');
  const [output, error] = await Promise.all([text(child.stdout as never), text(child.stderr as never)]);
  const [code, signal] = await closed;
  return { pid: child.pid, output, error, code: code ?? signal };
}

/** Runs of a script on one Python, each in a folder and with a key of its own. */
export class PythonRuns {
  readonly folder = mkdtempSync(join(tmpdir(), 'interpreters-'));
  readonly spawned: ChildProcess[] = [];
  readonly children: Children;
  readonly #python: string;

  constructor(python: string) {
    this.#python = python;
    for (const name of ['waiting', 'libraries', 'run-a', 'run-b']) mkdirSync(join(this.folder, name));
    this.script('script.py', SCRIPT);
    this.script('libraries/library.py', 'import sys, colorsys\nsys.stderr.write("library is imported\\n")\n');
    this.script('libraries/sitecustomize.py', 'NAME = "of the libraries"\n');
    const spawned = this.spawned;
    this.children = new (class extends Children {
      override spawn(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
        const child = super.spawn(command, args, options);
        spawned.push(child);
        return child;
      }
    })(join(this.folder, 'children.json'));
  }

  script(name: string, content: string): void {
    writeFileSync(join(this.folder, name), content);
  }

  prepared(
    name: string,
    { args = ['--name', 'same'], libraries, script = 'script.py' }: More = {},
  ): Prepared {
    return {
      command: this.#python,
      args: [join(this.folder, script), ...args],
      env: {
        PATH: process.env.PATH ?? '',
        PYTHONPATH: libraries ?? join(this.folder, 'libraries'),
        PYTHONHASHSEED: '0',
        PYTHONUNBUFFERED: '1',
        PYTHONDONTWRITEBYTECODE: '1',
        AWS_ACCESS_KEY_ID: `key of ${name}`,
        TMPDIR: join(this.folder, name),
      },
      cwd: join(this.folder, name),
    };
  }

  /** By Python alone. */
  plain(name: string, more?: More) {
    const { command, args, env, cwd } = this.prepared(name, more);
    return ended(spawn(command, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true }));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
