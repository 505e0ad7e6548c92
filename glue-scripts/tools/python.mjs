// Runs Python for this workspace's tasks, with nothing but Python itself on the machine:
//   node tools/python.mjs plain SCRIPT …   a script of the standard library
//   node tools/python.mjs venv TOOL …      a module of .venv, which is made where requirements/*.txt changed
//   node tools/python.mjs shell TOOL …     the same of .venv-shell, which has Python Shell's 3.9 and the jobs' own modules;
//                                          of .venv on a machine without a Python 3.9, which CI has to have
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Runs a command to its end with this process's output; gives its exit code. */
function run(command, args, env = {}) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1', ...env },
  });
  if (error) throw error;
  return status ?? 1;
}

/** Version of a Python such as `3.11`; undefined where the command is none. */
function versionOf(command) {
  const { stdout } = spawnSync(command, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], {
    encoding: 'utf8',
  });
  return stdout?.trim() || undefined;
}

/** Pins of the requirements have wheels for these. */
const VERSIONS = ['3.11', '3.12', '3.13'];

function findPython() {
  for (const command of ['python3', ...VERSIONS.map((version) => `python${version}`)]) {
    const version = versionOf(command);
    if (version !== undefined && VERSIONS.includes(version)) return { command, version };
  }
  throw new Error(
    `no Python ${VERSIONS.join(', ')} on PATH: install one, e.g. \`apt install python3 python3-venv\``,
  );
}

const SHELL = '3.9';

/** A Python 3.9 of PATH, or of pyenv, which has it whether or not it is switched on. */
function findShellPython() {
  const shims = (process.env.PATH ?? '').split(delimiter).filter((folder) => basename(folder) === 'shims');
  const pyenvs = [process.env.PYENV_ROOT, ...shims.map(dirname), join(homedir(), '.pyenv')].filter(Boolean);
  const installed = pyenvs.flatMap((pyenv) =>
    globSync(join(pyenv, `versions/${SHELL}.*/bin/python${SHELL}`)),
  );
  const candidates = [`python${SHELL}`, ...installed];
  const command = candidates.find((candidate) => versionOf(candidate) === SHELL);
  return command && { command, version: SHELL };
}

/** Folder of an environment, its Python, and what is installed. */
const venvOf = (name, python, requirements) => ({ folder: join(root, name), python, requirements });

function ownVenv() {
  const locks = readdirSync(join(root, 'requirements')).filter((name) => name.endsWith('.txt'));
  return venvOf(
    '.venv',
    findPython(),
    locks.sort().map((name) => join(root, 'requirements', name)),
  );
}

function shellVenv() {
  const python = findShellPython();
  if (python)
    return venvOf('.venv-shell', python, [
      join(root, 'requirements/shell/test.txt'),
      join(root, '../packages/infra/src/jobs/modules.txt'),
    ]);
  if (process.env.CI)
    throw new Error(`no Python ${SHELL} of PATH or pyenv: in CI the Python Shell jobs are tested on theirs`);
  process.stderr.write(
    `no Python ${SHELL} found: Python Shell jobs are tested on another; AWS runs ${SHELL}\n`,
  );
  return ownVenv();
}

const programOf = ({ folder }) => join(folder, 'bin/python');

/** What a venv is made of: it is made anew when this changes. */
function stampOf({ python, requirements }) {
  const hash = createHash('sha256').update(`${python.version} ${root}\n`);
  for (const file of requirements) hash.update(readFileSync(file));
  return hash.digest('hex');
}

const isComplete = (venv) =>
  existsSync(join(venv.folder, 'complete')) &&
  readFileSync(join(venv.folder, 'complete'), 'utf8') === stampOf(venv);

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** turbo runs lint, typecheck and test at once: one of them makes the venv, the others wait for it. */
async function locked({ folder }, work) {
  const lock = `${folder}.lock`;
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const owner = Number(existsSync(lock) ? readFileSync(lock, 'utf8') : 0);
      if (owner > 0 && !isAlive(owner)) rmSync(lock, { force: true });
      await sleep(200);
    }
  }
  try {
    work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** A venv knows its own path, so it is made in place; only the stamp, written last, makes it one. */
function makeVenv(venv) {
  if (isComplete(venv)) return;
  const { folder, python, requirements } = venv;
  rmSync(folder, { recursive: true, force: true });
  const quiet = ['--quiet', '--no-input', '--disable-pip-version-check', '--require-hashes'];
  const steps = [
    [python.command, ['-m', 'venv', folder]],
    [programOf(venv), ['-m', 'pip', 'install', ...quiet, ...requirements.flatMap((file) => ['-r', file])]],
  ];
  for (const [program, args] of steps) {
    if (run(program, args) !== 0) throw new Error(`${program} ${args.join(' ')} failed: see above`);
  }
  writeFileSync(join(folder, 'complete.partial'), stampOf(venv));
  renameSync(join(folder, 'complete.partial'), join(folder, 'complete'));
}

async function main([where, tool, ...args]) {
  if (where === 'plain') return run(findPython().command, [tool, ...args]);
  const venv = where === 'shell' ? shellVenv() : ownVenv();
  if (!isComplete(venv)) await locked(venv, () => makeVenv(venv));
  mkdirSync(join(root, 'reports'), { recursive: true });
  return run(programOf(venv), ['-m', tool, ...args], { TLC_NODE: process.execPath });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
