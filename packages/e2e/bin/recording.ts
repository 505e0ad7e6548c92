// recording.ts: deploys stage local into an empty account of a local cloud, in a fresh clone, by the commands that the
// README shows, and writes what the terminal showed to docs/deployment.cast (asciinema v2: seconds, stream, text).
import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '@tlc-elt/testing';
import { EmptyAccount } from '../src/deployment/account.ts';

const PNPM = 'npx -y pnpm@12.21.0';
const COMMANDS = ['cdk bootstrap aws://000000000000/us-east-1', 'turbo deploy', 'ops run 2024-09'];

const source = process.argv[2];
if (source === undefined) throw new Error('recording.ts takes the folder of the month 2024-09');
const account = await EmptyAccount.start(source, '000000000000');
const began = performance.now();
const events: [number, 'o', string][] = [];
const tell = (text: string): void => {
  events.push([Math.round(performance.now() - began) / 1000, 'o', text.replaceAll('\n', '\r\n')]);
  process.stderr.write(text);
};

/** Types a command in the clone and records what it says. */
async function type(command: string): Promise<void> {
  tell(`$ ${PNPM} ${command}\n`);
  const child = spawn(`${PNPM} ${command}`, {
    cwd: account.clone.path,
    env: { ...process.env, ...account.clone.env },
    shell: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', tell);
  const code = await new Promise((ended) => child.once('close', ended));
  if (code !== 0) throw new Error(`${command} ended with ${code}`);
}

try {
  for (const command of COMMANDS) await type(command);
  const header = {
    version: 2,
    width: 120,
    height: 40,
    title: 'tlc-elt: from an empty account to a verified month',
  };
  const text = [header, ...events].map((line) => JSON.stringify(line)).join('\n');
  const told = text.replaceAll(account.clone.path, '~/tlc-elt').replaceAll(account.clone.folder, '~');
  await writeFile(join(root, 'docs/deployment.cast'), `${told}\n`);
  process.stdout.write(`${((performance.now() - began) / 1000).toFixed(0)} seconds\n`);
} finally {
  await account.remove();
}
