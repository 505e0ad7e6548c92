import { resolve } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import type { Stage } from '@tlc-elt/contracts';
import { type ClientOf, clientsOf } from './aws/clients.ts';
import type { StageParameters } from './aws/parameters.ts';
import type { ExitCode } from './exit-code.ts';
import type { StageChoice } from './stage/choose-stage.ts';
import type { Connection } from './stage/connect.ts';
import { type Progress, progressOn } from './terminal/progress.ts';
import type { Output } from './terminal/screen.ts';
import { styleFor } from './terminal/style.ts';

/** The process that `ops` runs as. */
export interface Host {
  /** Folder of the clone: `.env` and `.local` lie there. */
  readonly root: string;
  /** Where the user stands: files that are named on the command line are looked for here. */
  readonly cwd: string;
  /** Read for settings; its AWS_* variables are replaced where a local cloud is meant. */
  readonly environment: NodeJS.ProcessEnv;
  readonly stdin: AsyncIterable<Uint8Array | string>;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Aborted by the first Ctrl-C. */
  readonly signal: AbortSignal;
  /** Called before results are written: a reader that closes the pipe does not change the exit code. */
  setExitCode(code: ExitCode): void;
}

/** What a command works with: the stage behind SDK clients, time, and where progress goes. */
export interface Runtime {
  readonly stage: Stage;
  /** Whether AWS or a local cloud answers for the stage: only what a local cloud has not is left out by it. */
  readonly endpoint: 'aws' | 'local';
  readonly client: ClientOf;
  /** Read once, when first asked for. */
  parameters(): Promise<StageParameters>;
  readonly progress: Progress;
  /** One line of a result that is streamed to stdout. */
  print(line: string): void;
  now(): Date;
  /** Rejects with AbortError when the user stops watching. */
  sleep(ms: number): Promise<void>;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** What the user would type: `hint('verify 2024-09')` → `pnpm ops verify 2024-09`. */
  hint(command: string): string;
  /** What brings the stage to this clone: `pnpm turbo deploy`, or what a local cloud has instead. */
  readonly deployment: string;
  /** A variable of the environment, or of `.env` in the clone; undefined where it is not set, or empty. */
  setting(name: string): string | undefined;
  readStdin(): Promise<string>;
  /** A file that the user named, wherever he stands. */
  fileOf(name: string): string;
}

/** The runtime of one command; the stage is connected when a client is first asked for. */
export function runtimeOf(
  choice: StageChoice,
  connection: () => Connection,
  host: Host,
  hint: (text: string) => string,
  deployment: string,
): Runtime {
  let clients: ClientOf | undefined;
  const client: ClientOf = (clientClass) => {
    clients ??= clientsOf(connection());
    return clients(clientClass);
  };
  let parameters: Promise<StageParameters> | undefined;
  return {
    stage: choice.stage,
    endpoint: choice.endpoint,
    client,
    parameters: () => {
      parameters ??= import('./aws/parameters.ts').then(({ readParameters }) =>
        readParameters(client, choice.stage, deployment, host.signal),
      );
      return parameters;
    },
    progress: progressOn(host.stderr, styleFor(host.stderr, host.environment)),
    print: (line) => void host.stdout.write(`${line}\n`),
    now: () => new Date(),
    sleep: (ms) => after(ms, undefined, { signal: host.signal }),
    signal: host.signal,
    hint,
    deployment,
    setting: (name) => host.environment[name] || undefined,
    fileOf: (name) => resolve(host.cwd, name),
    readStdin: async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of host.stdin) chunks.push(Buffer.from(chunk));
      return Buffer.concat(chunks).toString('utf8');
    },
  };
}
