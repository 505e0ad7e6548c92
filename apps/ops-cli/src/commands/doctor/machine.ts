import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type Check, fail, ok, warn } from './check.ts';

const run = promisify(execFile);

/** First line that a program says of its version; undefined where it cannot be run. */
async function versionOf(program: string, ...args: string[]): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await run(program, args, { timeout: 10_000 });
    return (stdout || stderr).split('\n')[0]?.trim();
  } catch {
    return undefined;
  }
}

/** What this machine has of that which the local cloud and the deployment need. */
export const checkMachine = (): Promise<Check[]> => Promise.all([node(), python(), java()]);

async function node(): Promise<Check> {
  const [major = 0] = process.versions.node.split('.').map(Number);
  if (major >= 24) return ok('node', process.versions.node);
  const next = 'run the clone by `npx -y pnpm@12.21.0 …`, which brings Node 24 along';
  return major >= 20 ? warn('node', process.versions.node, next) : fail('node', process.versions.node, next);
}

async function python(): Promise<Check> {
  const version = await versionOf('python3', '--version');
  const minor = Number(/^Python 3\.(\d+)/.exec(version ?? '')?.[1]);
  const next =
    'the local cloud runs the Glue jobs on Python 3.10 to 3.13, those of Python Shell on a 3.9 beside it: install one, with its venv module';
  if (!(minor >= 10 && minor <= 13)) return warn('python', version ?? 'no python3 on PATH', next);
  const venv = await versionOf('python3', '-c', 'import ensurepip, venv; print("venv")');
  return venv === 'venv'
    ? ok('python', version ?? '')
    : warn('python', `${version}, without venv`, 'install python3-venv');
}

async function java(): Promise<Check> {
  const version = await versionOf('java', '-version');
  return version !== undefined && /"?(1[1-9]|[2-9]\d)\./.test(version)
    ? ok('java', version)
    : ok('java', 'none; the Spark engine brings its own');
}
