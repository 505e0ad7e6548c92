import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SHARED } from '@tlc-elt/testing';
import { timed } from './command.ts';

/** Path of `bin` in an environment with exactly these modules, made on first use. */
export async function pythonWith(name: string, modules: readonly string[], bin = 'python'): Promise<string> {
  const home = join(SHARED, name);
  const ready = join(home, 'ready');
  if (!existsSync(ready)) {
    rmSync(home, { recursive: true, force: true });
    mkdirSync(SHARED, { recursive: true });
    await timed('python3', ['-m', 'venv', home], process.env);
    await timed(join(home, 'bin/pip'), ['install', '--quiet', ...modules], process.env);
    writeFileSync(ready, '');
  }
  return join(home, 'bin', bin);
}
