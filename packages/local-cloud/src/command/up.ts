import { spawn } from 'node:child_process';
import { mkdirSync, openSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { administer } from './administer.ts';
import { type Place, UserError } from './place.ts';
import { checkFormat, foldersOf, type Record, runningRecord, type StageFolders } from './record.ts';
import { assemblyHash, synthesize } from './synthesize.ts';

export interface UpOptions {
  readonly stage: string;
  /** A folder of files, or `tlc` / `origin` for the publisher itself. */
  readonly source?: string;
  readonly port?: string;
  readonly engine?: string;
  readonly assembly?: string;
  readonly detach?: boolean;
}

/** First port that is tried. */
const PORT = 4666;

const sourceOf = (place: Place, source: string | undefined): string | undefined =>
  source === undefined || source === 'tlc' || source === 'origin' ? undefined : resolve(place.cwd, source);

/** Starts the local cloud, or says that it runs already; in the foreground unless detached. */
export async function up(place: Place, options: UpOptions): Promise<Record | undefined> {
  checkFormat(place.localDir, place.command);
  const folders = foldersOf(place.localDir, options.stage);
  mkdirSync(folders.stage, { recursive: true });
  const assembly =
    options.assembly === undefined
      ? synthesize(place.root, options.stage, options.engine)
      : resolve(place.cwd, options.assembly);
  const source = sourceOf(place, options.source);
  const running = await reusable(place, folders, assembly, source);
  if (running) return running;
  const port = options.port === undefined ? PORT : Number(options.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new UserError(`--port takes a number from 0 to 65535, not ${options.port}`);
  if (options.detach)
    return detached(place, folders, {
      ...options,
      assembly,
      port: String(port),
      ...(source === undefined ? {} : { source }),
    });
  const { serve } = await import('./serve.ts');
  await serve({ folders, stageName: options.stage, assembly, source, port, say: place.say });
  return undefined;
}

/** A healthy local cloud of this very assembly and source; throws, saying what differs, where it is of another. */
async function reusable(
  place: Place,
  folders: StageFolders,
  assembly: string,
  source: string | undefined,
): Promise<Record | undefined> {
  const running = runningRecord(folders);
  if (!running) return undefined;
  const differences = [
    running.assemblyHash === assemblyHash(assembly)
      ? undefined
      : 'the assembly (templates, scripts or functions changed)',
    running.source === (source ?? 'origin') ? undefined : `the source (it serves ${running.source})`,
  ].filter((item) => item !== undefined);
  if (differences.length > 0) {
    throw new UserError(
      `a local cloud of stage ${running.stage} runs already (pid ${running.pid}), but with another: ${differences.join(', ')}. \`${place.command} down --stage ${running.stage}\` ends it; its state stays`,
    );
  }
  await administer(running, 'GET', 'health');
  return running;
}

/** Starts a process that outlives this one, and waits until it answers. */
async function detached(place: Place, folders: StageFolders, options: UpOptions): Promise<Record> {
  const _log = openSync(folders.log, 'a');
  const args = [
    'up',
    '--stage',
    options.stage,
    '--assembly',
    options.assembly ?? '',
    '--port',
    options.port ?? '',
    ...(options.source === undefined ? [] : ['--source', options.source]),
  ];
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../bin/local.ts'), ...args], {
    cwd: place.root,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, TLC_LOCAL_DIR: place.localDir },
  });
  const lines: string[] = [];
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lines.push(...text.split('\n').filter(Boolean));
    place.say(text.trimEnd());
  });
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
  throw new Error(`the local cloud did not start; ${folders.log} says why:\n${lines.slice(-20).join('\n')}`);
}
