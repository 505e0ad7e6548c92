import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { root, run } from '@tlc-elt/testing';

/** The last awscli that stands on the jobs' botocore generation. */
const AWSCLI = 'awscli==1.44.37';

/** Path of the `aws` command line in an environment of its own, made on first use. */
export async function awsCli(): Promise<string> {
  const home = join(root, 'node_modules/.cache', AWSCLI);
  const ready = join(home, 'ready');
  if (!existsSync(ready)) {
    await rm(home, { recursive: true, force: true });
    await mkdir(dirname(home), { recursive: true });
    await needed('python3', ['-m', 'venv', home]);
    await needed(join(home, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', AWSCLI]);
    await writeFile(ready, '');
  }
  return join(home, 'bin/aws');
}

async function needed(command: string, args: readonly string[]): Promise<void> {
  const { code, stderr } = await run(command, args, { env: process.env });
  if (code !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
}
