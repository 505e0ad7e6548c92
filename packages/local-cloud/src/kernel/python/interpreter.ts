import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';

/** A Python of this machine that can make virtual environments. */
export interface Python {
  readonly command: string;
  /** E.g. `3.9.18`. */
  readonly version: string;
}

/** No Python that jobs could run on; the message says what to install. */
export class NoPython extends Error {}

type Environment = Readonly<Record<string, string | undefined>>;

const foldersOf = ({ PATH = '' }: Environment): string[] => PATH.split(delimiter);
/** Commands of pyenv that know only the versions which the user has switched on. */
const isShims = (folder: string): boolean => basename(folder) === 'shims';

/** Where pyenv keeps the versions that it has installed. */
function pyenvRoots(env: Environment): string[] {
  const ofShims = foldersOf(env).filter(isShims).map(dirname);
  return [...new Set([env.PYENV_ROOT, ...ofShims, join(env.HOME ?? homedir(), '.pyenv')])].flatMap(
    (root) => root ?? [],
  );
}

/** Files of a version, PATH's before pyenv's, newest first. */
function filesOf(minor: number, env: Environment): string[] {
  const name = `python3.${minor}`;
  const onPath = foldersOf(env)
    .filter((folder) => folder !== '' && !isShims(folder))
    .map((folder) => join(folder, name));
  const pyenvs = pyenvRoots(env).flatMap((root) => globSync(join(root, `versions/3.${minor}.*/bin/${name}`)));
  const newestFirst = pyenvs.sort((one, other) => other.localeCompare(one, 'en', { numeric: true }));
  return [...onPath.filter((file) => existsSync(file)), ...newestFirst];
}

const minorOf = (version: string): number => Number(/^3\.(\d+)\./.exec(version)?.[1]);

/** What a command says of itself; undefined where it is no Python, or lacks what `imports` names. */
function versionOf(command: string, imports: string, env: Environment): string | undefined {
  const script = `import ${imports}, platform; print(platform.python_version())`;
  const { status, stdout } = spawnSync(command, ['-c', script], { encoding: 'utf8', env });
  return status === 0 ? stdout.trim() : undefined;
}

function firstOf(commands: readonly string[], minors: readonly number[], env: Environment) {
  for (const command of commands) {
    const version = versionOf(command, 'ensurepip, venv', env);
    if (version !== undefined && minors.includes(minorOf(version))) return { command, version };
  }
  return undefined;
}

/** What Glue 5.1 runs Spark jobs on. */
const SPARK = 11;
/** Others that Spark and the modules of jobs have wheels for. */
const OTHERS = [12, 13, 10];
const SUPPORTED = [SPARK, ...OTHERS];

/** The Python of Spark jobs and Lambdas: 3.11, else another up to 3.13; throws NoPython with the cure. */
export function findPython(env: Environment = process.env): Python {
  const commands = ['python3', ...filesOf(SPARK, env), ...OTHERS.map((minor) => `python3.${minor}`)];
  const found = firstOf(commands, [SPARK], env) ?? firstOf(commands, SUPPORTED, env);
  if (found) return found;
  const bare = commands.find((command) => SUPPORTED.includes(minorOf(versionOf(command, 'sys', env) ?? '')));
  throw new NoPython(
    bare === undefined
      ? 'jobs need Python 3.10 to 3.13, and none was found on PATH: install python3.12, e.g. `brew install python@3.12` or `sudo apt install python3 python3-venv`'
      : `${bare} cannot make virtual environments: \`sudo apt install python3-venv\``,
  );
}

/** The newest Python that Python Shell has. */
const PYTHON_SHELL = 9;

/** The Python of Python Shell jobs: 3.9 where the machine has one, else that of the other jobs. */
export const findShellPython = (env: Environment = process.env): Python =>
  firstOf(filesOf(PYTHON_SHELL, env), [PYTHON_SHELL], env) ?? findPython(env);

/** Looks once: a Python is asked by starting it. */
function remembered(find: () => Python): () => Python {
  let found: Python | undefined;
  return () => {
    found ??= find();
    return found;
  };
}

export const jobPython = remembered(findPython);
export const shellPython = remembered(findShellPython);

/** Which Python runs Python Shell jobs, for the one who starts the local cloud. */
export const shellPythonTold = ({ version }: Python): string =>
  minorOf(version) === PYTHON_SHELL
    ? `Python Shell jobs run on Python ${version}`
    : `no Python 3.9 found: Python Shell jobs run on Python ${version}; AWS runs them on 3.9`;
