import { parseArgs } from 'node:util';
import { benchBackfill } from './backfill.ts';
import { benchCommands } from './commands.ts';
import { benchDiff } from './diff.ts';
import { benchDuckdb } from './duckdb.ts';
import { benchLocalCloud } from './local-cloud.ts';
import { benchMemory } from './memory.ts';
import { benchPlan } from './plan.ts';
import { benchProfile } from './profile.ts';
import { benchSpark } from './spark.ts';
import { benchStatements } from './statements.ts';
import { benchVolume } from './volume.ts';

const HELP = `Usage: pnpm --filter @tlc-elt/bench bench [duckdb] [spark] [volume] [backfill] [memory] [profile] [commands] [plan] [local-cloud] [statements] [diff] [--runs N]

Measures on this machine and prints medians with minimum and maximum. Without a name: all of them.

  duckdb     a full month, ops run to verified, beside the plain DuckDB scripts
  spark      the same with the Spark engine, beside three plain Spark scripts
  volume     a full month of fhvhv, 20.4 million rows, beside one plain script; memory of twice as many rows; by Spark
  backfill   36 small months and 12 full ones, beside a plain loop over the same files
  memory     peak memory of the whole process tree over twelve months in a row
  profile    TransformTrips with and without its profile, CPU seconds and by the clock, full months of yellow and fhvhv
  commands   ops --help and ops status
  plan       ops plan and ops status of 488 months of four datasets
  local-cloud  start-up of the local cloud, 50 executions of 20 states at once, idle CPU (Linux)
  statements  SQL statements of 1, 10 and 100 KB of each construct: analysis, and run in DuckDB
  diff       ops diff of two full months, some or all of whose rows differ
  --runs N   runs of each (default 3)
`;

const benches: Readonly<Record<string, (runs: number) => Promise<void>>> = {
  duckdb: benchDuckdb,
  spark: benchSpark,
  volume: benchVolume,
  backfill: benchBackfill,
  memory: benchMemory,
  profile: benchProfile,
  commands: benchCommands,
  plan: benchPlan,
  'local-cloud': benchLocalCloud,
  statements: benchStatements,
  diff: benchDiff,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '3' }, help: { type: 'boolean', short: 'h' } },
});
const unknown = positionals.find((name) => !(name in benches));
if (values.help || unknown !== undefined) {
  (values.help ? process.stdout : process.stderr).write(HELP);
  process.exitCode = values.help ? 0 : 2;
} else {
  const asked = positionals.length > 0 ? positionals : Object.keys(benches);
  for (const name of asked) await benches[name]?.(Number(values.runs));
}
