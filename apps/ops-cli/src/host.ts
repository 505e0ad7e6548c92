import type { ExitCode } from './exit-code.ts';

interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

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
