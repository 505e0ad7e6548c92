import { spawn } from 'node:child_process';

/** What a command gave, and how long it took. */
export interface Timed {
  readonly seconds: number;
  readonly stdout: string;
}

/** Runs a command to its end and times the whole process; throws with its output where it fails. */
export function timed(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Timed> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      const seconds = (performance.now() - started) / 1000;
      if (code === 0) resolve({ seconds, stdout });
      else reject(new Error(`${command} ${args.join(' ')} ended with ${code}:\n${stderr}\n${stdout}`));
    });
  });
}
