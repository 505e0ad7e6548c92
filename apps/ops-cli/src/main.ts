import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommanderError } from '@commander-js/extra-typings';
import { scriptRunner } from '@tlc-elt/contracts';
import { perform } from './command.ts';
import { commands } from './commands/index.ts';
import { OpsError, UsageError } from './errors.ts';
import { ExitCode } from './exit-code.ts';
import { programOf } from './program.ts';
import type { Host } from './runtime.ts';
import { screenOf } from './terminal/screen.ts';
import { styleFor } from './terminal/style.ts';

// dist/ops.js and src/main.ts lie at the same depth.
const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');

/** Runs `ops` as this process: argv, environment, streams and signals are read here and nowhere else. */
export async function start(): Promise<void> {
  const interrupted = new AbortController();
  process.on('SIGINT', () => {
    // A second Ctrl-C does not wait for anything.
    if (interrupted.signal.aborted) process.exit(130);
    interrupted.abort();
  });
  // `ops logs … | head` closes the pipe: nothing is wrong, and nobody reads on.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(process.exitCode ?? 0);
  });
  process.stderr.on('error', () => {});
  await main(process.argv.slice(2), {
    root,
    // pnpm may be told another folder (`pnpm -C`, `pnpm -w`), and says here where the user stands.
    cwd: process.env.INIT_CWD ?? process.cwd(),
    environment: process.env,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    signal: interrupted.signal,
    setExitCode: (code) => {
      process.exitCode = code;
    },
  });
}

/** The whole of `ops` for one command line. */
export async function main(argv: readonly string[], outside: Host): Promise<ExitCode> {
  const host = { ...outside, stdout: screenOf(outside.stdout), stderr: screenOf(outside.stderr) };
  const code = await dispatch(argv, host).catch((error: unknown) => report(error, host));
  host.setExitCode(code);
  return code;
}

async function dispatch(argv: readonly string[], host: Host): Promise<ExitCode> {
  let code: ExitCode = ExitCode.ok;
  const runner = scriptRunner(host.environment);
  const program = programOf(commands, host, runner, async (...typed) => {
    code = await perform(...typed, host, runner);
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    // Commander has written help or its complaint by itself; help is what was asked for, the rest is usage.
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
  }
  return code;
}

function report(error: unknown, host: Host): ExitCode {
  const style = styleFor(host.stderr, host.environment);
  if (!(error instanceof OpsError)) {
    host.stderr.write(
      `${style.red('ops has a fault')}: ${error instanceof Error ? error.stack : String(error)}\n`,
    );
    return ExitCode.failed;
  }
  const label = error.exitCode === ExitCode.interrupted ? '' : `${style.red('error')}: `;
  host.stderr.write(`${label}${error.message}\n`);
  if (error.next) host.stderr.write(`${style.dim('next')}:  ${error.next}\n`);
  if (error instanceof UsageError && !error.next) host.stderr.write('see --help\n');
  return error.exitCode;
}
