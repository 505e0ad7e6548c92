import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Runs the CDK's command line and gives its exit code. */
export type Cdk = (args: readonly string[]) => Promise<number>;

const command = join(dirname(createRequire(import.meta.url).resolve('aws-cdk/package.json')), 'bin/cdk');

/** The pinned command line, without its telemetry, in a process of its own that speaks on this one's terminal. */
export const runCdk: Cdk = (args) =>
  new Promise((resolve, reject) => {
    const env = { ...process.env, CDK_DISABLE_CLI_TELEMETRY: 'true' };
    const child = spawn(process.execPath, [command, ...args], { stdio: 'inherit', env });
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? (signal ? 130 : 1)));
  });

const place = (directory: string): string[] => ['--app', directory, '--exclusively', '--no-notices'];

/** `--exclusively`: these stacks and nothing that they may depend on. */
export const deployArguments = (directory: string, stacks: readonly string[]): string[] => [
  'deploy',
  ...stacks,
  ...place(directory),
  '--require-approval',
  'never',
];
export const diffArguments = (directory: string, stacks: readonly string[]): string[] => [
  'diff',
  ...stacks,
  ...place(directory),
];
export const destroyArguments = (directory: string, stack: string): string[] => [
  'destroy',
  stack,
  ...place(directory),
  '--force',
];
