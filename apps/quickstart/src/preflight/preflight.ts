import { spawnSync } from 'node:child_process';
import { accessSync, constants, statfsSync } from 'node:fs';

/** One thing that is missing on this machine, and what to type. */
export interface Obstacle {
  readonly what: string;
  readonly cure: string;
}

/** What the checks look at; handed in so that each obstacle can be shown by a test. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  /** Free bytes where the clone lies. */
  freeBytes(): number;
  /** Whether files can be written where the clone lies. */
  isWritable(): boolean;
  /** Exit code and output of a command; undefined where there is no such command. */
  run(command: string, args: readonly string[]): { status: number; output: string } | undefined;
}

/** Bytes that packages, Python modules, a generated month and its warehouse take. */
export const NEEDED_BYTES = 2 * 1024 ** 3;
/** Versions that duckdb and boto3 have wheels for and that the job scripts run on. */
const PYTHONS = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10'] as const;

const gib = (bytes: number): string => `${(bytes / 1024 ** 3).toFixed(1)} GiB`;

function windows({ platform }: Machine): Obstacle | undefined {
  if (platform !== 'win32') return undefined;
  return {
    what: 'Windows has no POSIX process groups, which the local cloud needs',
    cure: 'run it in WSL: `wsl --install`, then clone and start there',
  };
}

function disk(machine: Machine): Obstacle | undefined {
  const free = machine.freeBytes();
  if (free >= NEEDED_BYTES) return undefined;
  return {
    what: `only ${gib(free)} are free where this clone lies`,
    cure: `free ${gib(NEEDED_BYTES)} or clone to another disk`,
  };
}

function readOnly(machine: Machine): Obstacle | undefined {
  if (machine.isWritable()) return undefined;
  return {
    what: 'this clone cannot be written to, and a start installs, builds and loads into it',
    cure: 'clone to a folder of your own',
  };
}

/** `Python 3.11.7` → 11; undefined for another major version or no Python. */
function minorVersion(machine: Machine, command: string): number | undefined {
  const output = machine.run(command, ['--version'])?.output ?? '';
  const minor = /Python 3\.(\d+)/.exec(output)?.[1];
  return minor === undefined ? undefined : Number(minor);
}

const supported = (minor: number | undefined): boolean => minor !== undefined && minor >= 10 && minor <= 13;

function python(machine: Machine): Obstacle | undefined {
  const command = PYTHONS.find((candidate) => supported(minorVersion(machine, candidate)));
  if (!command) {
    const found = minorVersion(machine, 'python3');
    return {
      what:
        found === undefined
          ? 'no python3 was found'
          : `python3 is 3.${found}; the Glue scripts run on 3.10 to 3.13`,
      cure:
        machine.platform === 'darwin'
          ? '`brew install python@3.12`'
          : '`sudo apt install python3 python3-venv`, or the same of your system',
    };
  }
  if (machine.run(command, ['-c', 'import ensurepip, venv'])?.status === 0) return undefined;
  return {
    what: `${command} cannot make virtual environments (ensurepip is missing)`,
    cure: `\`sudo apt install ${command}-venv\``,
  };
}

/** Everything that stands in the way on this machine; empty where the way is free. */
export const obstacles = (machine: Machine): Obstacle[] =>
  [windows, readOnly, disk, python].flatMap((check) => check(machine) ?? []);

/** The machine that this process runs on; `directory` is where the clone lies. */
export const thisMachine = (directory: string): Machine => ({
  platform: process.platform,
  freeBytes: () => {
    const { bavail, bsize } = statfsSync(directory);
    return bavail * bsize;
  },
  isWritable: () => {
    try {
      accessSync(directory, constants.W_OK);
      return true;
    } catch {
      return false;
    }
  },
  run: (command, args) => {
    const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
    return status === null ? undefined : { status, output: stdout + stderr };
  },
});
