import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { timed } from './command.ts';
import { cache } from './place.ts';

/** Path of `bin` in an environment with exactly these modules, made on first use. */
export async function pythonWith(name: string, modules: readonly string[], bin = 'python'): Promise<string> {
  const home = join(cache, name);
  const ready = join(home, 'ready');
  if (!existsSync(ready)) {
    rmSync(home, { recursive: true, force: true });
    mkdirSync(cache, { recursive: true });
    await timed('python3', ['-m', 'venv', home], process.env);
    await timed(join(home, 'bin/pip'), ['install', '--quiet', ...modules], process.env);
    writeFileSync(ready, '');
  }
  return join(home, 'bin', bin);
}
