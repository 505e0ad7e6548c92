import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** Ends the whole command with this exit code; its own output has said why. */
export class StepFailed extends Error {
  readonly exitCode: number;
  constructor(step: string, exitCode: number) {
    super(`${step} ended with exit code ${exitCode}`);
    this.exitCode = exitCode;
  }
}

/** The commands that `start` composes, run as a user would type them. */
export interface Commands {
  build(): Promise<void>;
  /** `pnpm local …`; gives what it wrote to stdout. */
  local(args: readonly string[]): Promise<string>;
  /** `pnpm ops …` with its output on this terminal; gives its exit code. */
  ops(args: readonly string[]): Promise<number>;
}

/** Exit code of a shell for a process that SIGINT ended. */
const INTERRUPTED = 130;

/** Commands in the clone at `root`; hints in their output take the form that the user typed. */
export function commandsIn(root: string): Commands {
  const run = (
    step: string,
    args: readonly string[],
    stdout: 'inherit' | 'pipe' | 'stderr',
  ): Promise<string> =>
    new Promise((resolve, reject) => {
      const target = stdout === 'stderr' ? 2 : stdout;
      const child = spawn(process.execPath, args, {
        cwd: root,
        stdio: ['inherit', target, 'inherit'],
        env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
      });
      let output = '';
      child.stdout?.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
      child.on('error', reject);
      child.on('close', (code, signal) => {
        if (code === 0) resolve(output);
        else reject(new StepFailed(step, signal === 'SIGINT' ? INTERRUPTED : (code ?? 1)));
      });
    });
  const turbo = join(root, 'node_modules/turbo/bin/turbo');
  return {
    build: async () =>
      void (await run('build', [turbo, 'run', 'build', '--output-logs=errors-only'], 'stderr')),
    local: (args) =>
      run(`local ${args[0]}`, [join(root, 'packages/local-cloud/bin/local.ts'), ...args], 'pipe'),
    ops: (args) =>
      run(`ops ${args[0]}`, [join(root, 'apps/ops-cli/bin/ops.mjs'), ...args], 'inherit').then(
        () => 0,
        (error: unknown) => {
          if (error instanceof StepFailed) return error.exitCode;
          throw error;
        },
      ),
  };
}
