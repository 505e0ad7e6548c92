import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { type Account, type Cloud, type CloudOptions, loadAssembly, startCloud } from '../cloud.ts';
import { writeJson } from '../disk/json-file.ts';
import { LogFile } from '../disk/log-file.ts';
import { inspect } from '../disk/state/inspect.ts';
import { seal } from '../disk/state/seal.ts';
import { startOf } from '../kernel/children.ts';
import type { About } from '../wire/front-page.ts';
import { surviveErrors } from '../wire/uncaught.ts';
import { keepAccount } from './account.ts';
import { clientEnv } from './client-env.ts';
import { type CloudRecord, lock, type StageFolders } from './record.ts';

/** What the account holds: an assembly's stacks, with values of template parameters; or what deployments bring. */
export type Contents =
  | { readonly assembly: string; readonly parameters: Readonly<{ [name: string]: string }> }
  | Account;

export interface ServeOptions {
  readonly folders: StageFolders;
  readonly stageName: string;
  readonly sharedDir: string;
  /** For the page that a browser gets. */
  readonly about: About;
  readonly contents: Contents;
  /** Of the contents: another start asks whether it is the same. */
  readonly hash: string;
  /** A folder of files, or `origin` for the publisher itself. */
  readonly source: string;
  readonly port: number;
  /** Progress for the one who waits. */
  readonly say: (line: string) => void;
}

/** Serves an assembly in this process until it is told to stop. */
export async function serve(options: ServeOptions): Promise<void> {
  const { folders } = options;
  const file = new LogFile(folders.log);
  const log = (line: string): void => {
    file.append(`${new Date().toISOString()} ${line}`);
    options.say(line);
  };
  const token = randomBytes(24).toString('base64url');
  const ended = Promise.withResolvers<'ended'>();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => ended.resolve('ended'));
  process.stderr.on('error', () => undefined); // whoever watched the start has gone
  process.umask(0o077); // what lies below is the owner's alone
  const unlock = lock(folders);
  process.once('exit', unlock);
  const reset = `${options.about.command} reset --stage ${options.stageName} --yes`;
  if (!('assembly' in options.contents)) keepAccount(folders, options.contents);
  inspect({ state: folders.state, damaged: folders.damaged, reset }, log);
  process.prependOnceListener('exit', () => sealed(folders, log)); // nothing writes any more
  await answerUntil(ended.promise, options, log, token, () => ended.resolve('ended'));
}

function sealed({ state }: StageFolders, log: (line: string) => void): void {
  try {
    seal(state);
  } catch (error) {
    log(
      `the state could not be sealed, the next start knows damaged files by their form alone: ${String(error)}`,
    );
  }
}

async function answerUntil(
  ended: Promise<'ended'>,
  options: ServeOptions,
  log: (line: string) => void,
  token: string,
  onStop: () => void,
): Promise<void> {
  const { folders } = options;
  const cloud = await startCloud({
    holds: holdsOf(options.contents),
    stateDir: folders.state,
    sharedDir: options.sharedDir,
    about: options.about,
    ...(options.source === 'origin' ? {} : { source: options.source }),
    port: options.port,
    log,
    token,
    onStop,
  });
  surviveErrors(log);
  const prepared = await Promise.race([cloud.kernel.offers.glue.prepare(['pythonshell']), ended]);
  if (prepared !== 'ended') {
    writeJson(folders.clientEnv, clientEnv(cloud));
    writeJson(folders.record, recordOf(options, cloud, token)); // last: from here on others find it
    log(`the local cloud answers at ${cloud.endpoint} (pid ${process.pid})`);
    await ended;
  }
  log('stopping');
  rmSync(folders.record, { force: true });
  await cloud.stop();
}

const holdsOf = (contents: Contents): CloudOptions['holds'] =>
  'assembly' in contents
    ? (endpoint) => loadAssembly(contents.assembly, endpoint, contents.parameters)
    : contents;

const recordOf = (
  { folders, stageName, contents, hash, source }: ServeOptions,
  { port, endpoint, kernel }: Cloud,
  token: string,
): CloudRecord => ({
  pid: process.pid,
  processStart: startOf(process.pid) ?? '',
  port,
  endpoint,
  stage: stageName,
  assembly: 'assembly' in contents ? contents.assembly : undefined,
  assemblyHash: hash,
  source,
  log: folders.log,
  warehouses: kernel.offers['redshift-data'].files(),
  token,
  startedAt: new Date().toISOString(),
});
