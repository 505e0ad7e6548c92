import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
  readonly assembly: string;
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
  };
}

/** Throws FormatError where `.local` was written by another version; writes the version where there is none. */
export function checkFormat(localDir: string, command: string): void {
  const path = join(localDir, 'format');
  mkdirSync(localDir, { recursive: true });
  let found: string;
  try {
    found = readFileSync(path, 'utf8').trim();
  } catch {
    writeFileSync(path, `${FORMAT}\n`);
    return;
  }
  if (found !== String(FORMAT)) {
    throw new FormatError(
      `${localDir} has format ${found}, and this version reads ${FORMAT}: \`${command} reset --all --yes\` removes it (the published files are loaded again by the next run)`,
    );
  }
}

/** The record of a local cloud that runs; a record of a process that has ended counts as none. */
export function runningRecord({ record }: StageFolders): CloudRecord | undefined {
  const found = readJson(record) as CloudRecord | undefined;
  return found && startOf(found.pid) === found.processStart ? found : undefined;
}

/** State that another process works on: two would tear each other's files. */
export class StateInUse extends Error {}

/** Takes a stage's state for this process; throws StateInUse where another has it. Gives what releases it. */
export function lock({ stage }: StageFolders): () => void {
  const path = join(stage, 'lock');
  const mine = `${process.pid} ${startOf(process.pid) ?? ''}`;
  for (let attempt = 0; ; attempt += 1) {
    try {
      writeFileSync(path, mine, { flag: 'wx' });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt > 0) throw error;
    }
    const [pid = '', ...start] = readFileSync(path, 'utf8').split(' ');
    if (startOf(Number(pid)) === start.join(' '))
      throw new StateInUse(
        `${stage} is in use by another local cloud (pid ${pid}), which is starting or stopping`,
      );
    rmSync(path, { force: true }); // of a process that was killed
  }
}
