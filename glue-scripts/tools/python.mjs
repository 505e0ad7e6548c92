// Runs Python for this workspace's tasks, with nothing but Python itself on the machine:
//   node tools/python.mjs plain SCRIPT …   a script of the standard library
//   node tools/python.mjs venv TOOL …      a module of .venv, which is made where requirements/*.txt changed
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const venv = join(root, '.venv');
const venvPython = join(venv, 'bin/python');

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

const requirements = () =>
  readdirSync(join(root, 'requirements'))
    .filter((name) => name.endsWith('.txt'))
    .sort()
    .map((name) => join(root, 'requirements', name));

/** What the venv is made of: it is made anew when this changes. */
function stampOf(version) {
  const hash = createHash('sha256').update(`${version} ${root}\n`);
  for (const file of requirements()) hash.update(readFileSync(file));
  return hash.digest('hex');
}

const isStamped = (stamp) =>
  existsSync(join(venv, 'complete')) && readFileSync(join(venv, 'complete'), 'utf8') === stamp;

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** turbo runs lint, typecheck and test at once: one of them makes the venv, the others wait for it. */
async function locked(work) {
  const lock = join(root, '.venv.lock');
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
function makeVenv(command, stamp) {
  if (isStamped(stamp)) return;
  rmSync(venv, { recursive: true, force: true });
  const steps = [
    [command, ['-m', 'venv', venv]],
    [
      venvPython,
      [
        '-m',
        'pip',
        'install',
        '--quiet',
        '--no-input',
        '--disable-pip-version-check',
        '--require-hashes',
        ...requirements().flatMap((file) => ['-r', file]),
      ],
    ],
  ];
  for (const [program, args] of steps) {
    if (run(program, args) !== 0) throw new Error(`${program} ${args.join(' ')} failed: see above`);
  }
  writeFileSync(join(venv, 'complete.partial'), stamp);
  renameSync(join(venv, 'complete.partial'), join(venv, 'complete'));
}

async function main([where, tool, ...args]) {
  const { command, version } = findPython();
  if (where === 'plain') return run(command, [tool, ...args]);
  const stamp = stampOf(version);
  if (!isStamped(stamp)) await locked(() => makeVenv(command, stamp));
  mkdirSync(join(root, 'reports'), { recursive: true });
  return run(venvPython, ['-m', tool, ...args], { TLC_NODE: process.execPath });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
