import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { moveIntoPlace } from '../disk/into-place.ts';
import { LogFile } from '../disk/log-file.ts';
import { accountOf } from './account.ts';
import { administer } from './administer.ts';
import { down } from './down.ts';
import { type Place, UserError } from './place.ts';
import { type CloudRecord, checkFormat, foldersOf, runningRecord, type StageFolders } from './record.ts';
import type { Contents } from './serve.ts';
import { chooseSource, remember, sourceText } from './source.ts';
import { assemblyHash, synthesize } from './synthesize.ts';

export interface UpOptions {
  readonly stage: string;
  /** A folder of files, or `origin` for the publisher itself; that of the last start where undefined. */
  readonly source?: string;
  readonly port?: string;
  readonly assembly?: string;
  /** An account with nothing in it, which deployments fill. */
  readonly empty?: boolean;
  /** Of the empty account: twelve digits. */
  readonly account?: string;
  /** Of the empty account. */
  readonly region?: string;
  /** `NAME=VALUE` of a template's parameters. */
  readonly parameter?: readonly string[];
  readonly detach?: boolean;
  /** End a local cloud of the stage that serves another assembly or source, instead of refusing. */
  readonly replace?: boolean;
  /** Environment variables of the synthesis. */
  readonly synthesis?: Readonly<{ [variable: string]: string }>;
}

/** `NAME=VALUE` → name and value; throws UserError on another form. */
function parametersOf(given: readonly string[] = []): { [name: string]: string } {
  const pairs = given.map((text) => {
    const [, name, value] = /^(\w+)=(.*)$/s.exec(text) ?? [];
    if (name === undefined || value === undefined)
      throw new UserError(`--parameter takes NAME=VALUE, not ${text}`);
    return [name, value];
  });
  return Object.fromEntries(pairs);
}

/**
 * Of glibc: with an arena for each thread of DuckDB the process still holds 100 MiB more after ten loads of a month
 * than after two (`bench memory`), with two it does not.
 */
const MALLOC_ARENA_MAX = '2';

/** First port that is tried. */
const PORT = 4666;

/** Starts the local cloud, or says that it runs already; in the foreground unless detached. */
export async function up(place: Place, options: UpOptions): Promise<CloudRecord | undefined> {
  checkFormat(place.localDir, place.command);
  const folders = foldersOf(place.localDir, options.stage);
  mkdirSync(folders.stage, { recursive: true, mode: 0o700 });
  const source = chooseSource(place, folders, options.source);
  const wanted = contentsOf(place, folders, options);
  const hash = hashOf(wanted);
  const running = await reusable(place, folders, hash, source, options.replace ?? false);
  if (running) return running;
  const copies = join(folders.stage, 'assemblies');
  const contents =
    'assembly' in wanted && options.assembly === undefined
      ? { ...wanted, assembly: copied(wanted.assembly, hash, copies) }
      : wanted;
  const port = options.port === undefined ? PORT : Number(options.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new UserError(`--port takes a number from 0 to 65535, not ${options.port}`);
  if (options.detach) return detached(place, folders, { ...options, port: String(port), source }, contents);
  remember(folders, source);
  const { serve } = await import('./serve.ts');
  await serve({
    folders,
    stageName: options.stage,
    sharedDir: place.sharedDir,
    about: { stage: options.stage, command: place.command, root: place.root },
    contents,
    hash,
    source,
    port,
    say: place.say,
  });
  return undefined;
}

function contentsOf(place: Place, folders: StageFolders, options: UpOptions): Contents {
  const account = accountOf(place, folders, options);
  if (account) return account;
  const parameters = parametersOf(options.parameter);
  if (options.assembly === undefined)
    return { assembly: synthesize(place, options.stage, options.synthesis ?? {}), parameters };
  const assembly = resolve(place.cwd, options.assembly);
  if (!existsSync(assembly)) throw new UserError(`--assembly: ${assembly} does not exist`);
  return { assembly, parameters };
}

const hashOf = (contents: Contents): string =>
  'assembly' in contents ? assemblyHash(contents.assembly, contents.parameters) : JSON.stringify(contents);

/** A copy of the assembly for the local cloud alone: what is synthesized while it runs leaves it as it is. */
function copied(assembly: string, hash: string, folder: string): string {
  const target = join(folder, hash.slice(0, 16));
  if (existsSync(target) && isCopy(assembly, target)) return target;
  rmSync(target, { recursive: true, force: true });
  const partial = `${target}.${process.pid}.partial`;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    cpSync(assembly, partial, { recursive: true });
    closeToOthers(partial);
    moveIntoPlace(partial, target);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return target;
}

/** A copy has the rights of what it was copied from. */
function closeToOthers(folder: string): void {
  chmodSync(folder, 0o700);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o700 : 0o600);
}

/** Whether a folder has each file of another, byte for byte. */
function isCopy(from: string, folder: string): boolean {
  const files = readdirSync(from, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.every(({ parentPath, name }) => {
    const path = join(parentPath, name);
    const copy = join(folder, relative(from, path));
    return existsSync(copy) && readFileSync(copy).equals(readFileSync(path));
  });
}

/** A healthy local cloud of this very assembly and source; throws, saying what differs, where it is of another. */
async function reusable(
  place: Place,
  folders: StageFolders,
  hash: string,
  source: string,
  replace: boolean,
): Promise<CloudRecord | undefined> {
  const running = runningRecord(folders);
  if (!running) return undefined;
  const differences = [
    running.assemblyHash === hash ? undefined : 'the assembly (templates, scripts or functions changed)',
    running.source === source ? undefined : `the source (it serves ${sourceText(running.source)})`,
  ].filter((item) => item !== undefined);
  if (differences.length > 0 && replace) {
    await checkIdle(place, running, differences);
    place.say(
      `the local cloud (pid ${running.pid}) serves another: ${differences.join(', ')}; it is started anew, its state stays`,
    );
    await down(place, running.stage);
    return undefined;
  }
  if (differences.length > 0) {
    throw new UserError(
      `a local cloud of stage ${running.stage} runs already (pid ${running.pid}), but with another: ${differences.join(', ')}. \`${place.command} down --stage ${running.stage}\` ends it; its state stays`,
    );
  }
  await administer(running, 'GET', 'health');
  return running;
}

/** Throws UserError where executions are at work: a local cloud that is started anew fails their jobs. */
async function checkIdle(place: Place, running: CloudRecord, differences: readonly string[]): Promise<void> {
  const health = await administer(running, 'GET', 'health').catch(() => undefined);
  const { working = [] } = (health ?? {}) as { working?: readonly string[] };
  if (working.length > 0)
    throw new UserError(
      `the local cloud (pid ${running.pid}) works on ${working.join(', ')}, which would fail if it were started anew with another: ${differences.join(', ')}. Wait for its end, or end it by \`${place.command} down --stage ${running.stage}\``,
    );
}

/** What it started might keep its stderr open. */
const LAST_WORDS_MS = 1_000;

/** Starts a process that outlives this one, and waits until it answers. */
async function detached(
  place: Place,
  folders: StageFolders,
  options: UpOptions,
  contents: Contents,
): Promise<CloudRecord> {
  const args = [
    'up',
    '--stage',
    options.stage,
    ...('assembly' in contents
      ? ['--assembly', contents.assembly]
      : ['--empty', '--account', contents.accountId, '--region', contents.region]),
    '--port',
    options.port ?? '',
    ...(options.source === undefined ? [] : ['--source', options.source]),
    ...(options.parameter ?? []).flatMap((text) => ['--parameter', text]),
  ];
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../bin/local.ts'), ...args], {
    cwd: place.root,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { MALLOC_ARENA_MAX, ...process.env, [place.configuration.variables.folder]: place.localDir },
  });
  const lines: string[] = [];
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lines.push(...text.split('\n').filter(Boolean));
    place.say(text.trimEnd());
  });
  const closed = once(child, 'close').catch(() => undefined);
  const interrupted = (): void => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
    process.exit(130);
  };
  process.once('SIGINT', interrupted);
  while (child.exitCode === null && child.signalCode === null) {
    const record = runningRecord(folders);
    if (record && record.pid === child.pid) {
      process.off('SIGINT', interrupted);
      child.stderr?.destroy();
      child.unref();
      return record;
    }
    await sleep(50);
  }
  const other = child.exitCode === 0 ? runningRecord(folders) : undefined;
  if (other) return other; // started by somebody else meanwhile
  await Promise.race([closed, sleep(LAST_WORDS_MS)]); // a process may end before its last words are read
  new LogFile(folders.log).append(lines.join('\n'));
  throw new Error(`the local cloud did not start; ${folders.log} says why:\n${lines.slice(-20).join('\n')}`);
}
