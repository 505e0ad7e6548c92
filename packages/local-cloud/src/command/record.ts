import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DamagedFile } from '../disk/damaged.ts';
import { writeFileDurably } from '../disk/durable.ts';
import { readJson } from '../disk/json-file.ts';
import { startOf } from '../kernel/children.ts';

/** Version of what lies under `.local`; a change that older code could misread raises it. */
const FORMAT = 2;

/** What a running local cloud says of itself in `.local/<stage>/local-cloud.json`. */
export interface CloudRecord {
  readonly pid: number;
  readonly processStart: string;
  readonly port: number;
  readonly endpoint: string;
  readonly stage: string;
  /** Absent of an account that deployments fill. */
  readonly assembly: string | undefined;
  readonly assemblyHash: string;
  readonly source: string;
  readonly log: string;
  /** Files of the warehouses, one per Redshift namespace; who opens one stops its statements (`local warehouse` copies it). */
  readonly warehouses: readonly string[];
  readonly token: string;
  readonly startedAt: string;
}

/** Folders of one stage. */
export interface StageFolders {
  readonly root: string;
  readonly stage: string;
  readonly record: string;
  readonly clientEnv: string;
  readonly log: string;
  /** The source of the last start. */
  readonly source: string;
  readonly state: string;
  /** Files of the state that were damaged, each where it lay below `state`. */
  readonly damaged: string;
}

/** State of another version of this repository; the message says what to type. */
export class FormatError extends Error {}

export function foldersOf(localDir: string, stage: string): StageFolders {
  const folder = join(localDir, stage);
  return {
    root: localDir,
    stage: folder,
    record: join(folder, 'local-cloud.json'),
    clientEnv: join(folder, 'client-env.json'),
    log: join(folder, 'local-cloud.log'),
    source: join(folder, 'source'),
    state: join(folder, 'state'),
    damaged: join(folder, 'damaged'),
  };
}

/** Throws FormatError where `.local` was written by another version; writes the version where there is none. */
export function checkFormat(localDir: string, command: string): void {
  const path = join(localDir, 'format');
  mkdirSync(localDir, { recursive: true });
  chmodSync(localDir, 0o700); // keys and data lie in it
  if (!existsSync(path)) writeFileDurably(path, `${FORMAT}\n`);
  const found = readFileSync(path, 'utf8').trim();
  if (found === String(FORMAT)) return;
  const reset = `\`${command} reset --all --yes\` removes what lies there (the published files are loaded again by the next run)`;
  if (!/^\d$/.test(found) || Number(found) > FORMAT)
    throw new FormatError(
      `${path} says ${JSON.stringify(found)}, and this version writes ${FORMAT}: where it is damaged, \`echo ${FORMAT} > ${path}\` heals it; where a newer version wrote it, use that one; else ${reset}`,
    );
  throw new FormatError(`${localDir} has format ${found}, and this version reads ${FORMAT}: ${reset}`);
}

/** The record of a local cloud that runs; a record of a process that has ended counts as none. */
export function runningRecord({ record }: StageFolders): CloudRecord | undefined {
  const found = readRecord(record);
  return found && startOf(found.pid) === found.processStart ? found : undefined;
}

/** A damaged record tells nothing: the next start writes it anew, unless the lock says that a local cloud runs. */
function readRecord(path: string): CloudRecord | undefined {
  try {
    return readJson(path) as CloudRecord | undefined;
  } catch (error) {
    if (error instanceof DamagedFile) return undefined;
    throw error;
  }
}

/** State that another process works on: two would tear each other's files. */
export class StateInUse extends Error {}

/**
 * Takes a stage's state for this process; throws StateInUse where another has it. Gives what releases it.
 * Locks are numbered, and the highest one counts: nobody removes what another may have taken since he looked.
 */
export function lock({ stage }: StageFolders): () => void {
  const claim = join(stage, `lock.${process.pid}.claim`);
  writeFileSync(claim, `${process.pid} ${startOf(process.pid) ?? ''}`, { mode: 0o600 });
  try {
    return taken(stage, claim);
  } finally {
    rmSync(claim, { force: true });
  }
}

function taken(stage: string, claim: string): () => void {
  for (;;) {
    const highest = Math.max(0, ...lockNumbers(stage));
    const path = join(stage, `lock.${highest + 1}`);
    if (highest > 0) checkFree(stage, highest);
    if (!linked(claim, path)) continue;
    const numbers = lockNumbers(stage);
    if (numbers.every((number) => number <= highest + 1)) {
      for (const number of numbers)
        if (number <= highest) rmSync(join(stage, `lock.${number}`), { force: true });
      return () => truncateSync(path);
    }
    rmSync(path, { force: true }); // another came between
  }
}

const lockNumbers = (stage: string): number[] =>
  readdirSync(stage).flatMap((name) => {
    const [, number] = /^lock\.(\d+)$/.exec(name) ?? [];
    return number === undefined ? [] : [Number(number)];
  });

/** Throws StateInUse where the process of a lock runs. */
function checkFree(stage: string, number: number): void {
  const path = join(stage, `lock.${number}`);
  const [pid = '', ...start] = existsSync(path) ? readFileSync(path, 'utf8').split(' ') : [];
  if (pid !== '' && startOf(Number(pid)) === start.join(' '))
    throw new StateInUse(
      `${stage} is in use by another local cloud (pid ${pid}), which is starting or stopping`,
    );
}

/** A link has its content from its first moment on. */
function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
