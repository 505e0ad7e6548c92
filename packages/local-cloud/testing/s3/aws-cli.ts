import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { pythonClients } from '../python-clients.ts';

/** The aws command line in one process for many commands: its start alone takes a second. */
export class AwsCli {
  readonly #child: ChildProcess;
  readonly #answers: AsyncIterator<string>;
  readonly #lines: Interface;

  constructor(env: Readonly<Record<string, string>>) {
    this.#child = spawn(join(pythonClients(), 'python'), [join(import.meta.dirname, 'aws_cli.py')], {
      env: { PATH: process.env.PATH ?? '', HOME: '/nonexistent', AWS_DEFAULT_OUTPUT: 'json', ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    if (!this.#child.stdout) throw new Error('the aws command line has no output');
    this.#lines = createInterface({ input: this.#child.stdout });
    this.#answers = this.#lines[Symbol.asyncIterator]();
  }

  /** The answer of `aws …`: parsed where it is JSON; throws with what it printed where it failed. */
  async run(...args: string[]): Promise<unknown> {
    this.#child.stdin?.write(`${JSON.stringify(args)}\n`);
    const { value, done } = await this.#answers.next();
    if (done) throw new Error(`aws ${args.join(' ')}: the process ended`);
    const { code, stdout, stderr } = JSON.parse(value) as { code: number; stdout: string; stderr: string };
    if (code !== 0) throw new Error(stderr.trim() || stdout.trim());
    return stdout.startsWith('{') ? JSON.parse(stdout) : stdout;
  }

  stop(): void {
    this.#lines.close();
    this.#child.kill();
  }
}
