import { command } from '../src/deploy/command.ts';
import { deploy, dryRun } from '../src/deploy/deploy.ts';
import { hostOf } from '../src/deploy/host.ts';
import { unitOf } from '../src/deploy/units.ts';

// Deploys one unit of a stage's assembly; --dry, or TLC_DRY_RUN=1, says what it would do.
await command(async () => {
  const [name, ...flags] = process.argv.slice(2);
  const host = hostOf(process.env);
  const unit = unitOf(name);
  if (!flags.includes('--dry') && !host.env.TLC_DRY_RUN) return deploy(host, unit);
  dryRun(host, unit);
  return 0;
});
