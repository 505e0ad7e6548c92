import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main } from './main.ts';

// dist/ops.js and src/start.ts lie at the same depth.
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
    // pnpm runs scripts in the clone's root and says here where the user stood.
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
