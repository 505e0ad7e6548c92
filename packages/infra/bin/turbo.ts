import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { turboArguments } from '../src/deploy/turbo-arguments.ts';

// `pnpm turbo …`: turbo, with one thing put right (see turbo-arguments.ts).
const root = join(import.meta.dirname, '../../..');
const turbo = createRequire(join(root, 'package.json')).resolve('turbo/package.json');
const { status, error } = spawnSync(
  process.execPath,
  [join(dirname(turbo), 'bin/turbo'), ...turboArguments(process.argv.slice(2))],
  { stdio: 'inherit', env: { TURBO_TELEMETRY_DISABLED: '1', ...process.env } },
);
if (error) throw error;
process.exitCode = status ?? 130;
