import { spawnSync } from 'node:child_process';

/** Versions that Glue's libraries have wheels for; Glue itself runs 3.9 (Python Shell) and 3.11 (Spark). */
const CANDIDATES = ['python3', 'python3.11', 'python3.12', 'python3.13', 'python3.10'];

/** No Python that jobs could run on; the message says what to install. */
export class NoPython extends Error {}

const minorOf = (command: string): number | undefined => {
  const { stdout } = spawnSync(command, ['-c', 'import sys; print(*sys.version_info[:2])'], {
    encoding: 'utf8',
  });
  const [major, minor] = (stdout ?? '').trim().split(' ').map(Number);
  return major === 3 ? minor : undefined;
};

/** A Python from 3.10 to 3.13 that can make virtual environments; throws NoPython with the cure. */
export function findPython(): string {
  const command = CANDIDATES.find((candidate) => {
    const minor = minorOf(candidate);
    return minor !== undefined && minor >= 10 && minor <= 13;
  });
  if (!command)
    throw new NoPython(
      'jobs need Python 3.10 to 3.13, and none was found on PATH: install python3.12, e.g. `brew install python@3.12` or `sudo apt install python3 python3-venv`',
    );
  const { status } = spawnSync(command, ['-c', 'import ensurepip, venv']);
  if (status === 0) return command;
  throw new NoPython(`${command} cannot make virtual environments: \`sudo apt install python3-venv\``);
}
