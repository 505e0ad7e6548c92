import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { root, withDotenv } from '../src/config/environment.ts';
import { stageConfig } from '../src/config/stages.ts';
import { command } from '../src/deploy/command.ts';
import { refuseLocal } from '../src/deploy/preflight.ts';
import { isForAws, turboArguments } from '../src/deploy/turbo-arguments.ts';

// `pnpm turbo …`: turbo without its telemetry, and with two things put right (see turbo-arguments.ts).
await command(async () => {
  const argv = process.argv.slice(2);
  const env = withDotenv(process.env);
  if (isForAws(argv)) refuseLocal(stageConfig(env).stage, env);
  const turbo = createRequire(join(root, 'package.json')).resolve('turbo/package.json');
  const { status, error } = spawnSync(
    process.execPath,
    [join(dirname(turbo), 'bin/turbo'), ...turboArguments(argv)],
    {
      stdio: 'inherit',
      env: {
        // A task is several processes of Node, which compile the same packages each time that they start.
        NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/compile'),
        ...process.env,
        TURBO_TELEMETRY_DISABLED: '1',
      },
    },
  );
  if (error) throw error;
  return status ?? 130;
});
