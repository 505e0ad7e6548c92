import type { CommandDefinition } from '../command.ts';
import { backfill } from './backfill/options.ts';
import { contractCheck } from './contract-check/options.ts';
import { contractShow } from './contract-show/options.ts';
import { cost } from './cost/options.ts';
import { doctor } from './doctor/options.ts';
import { env } from './env/options.ts';
import { explain } from './explain/options.ts';
import { gc } from './gc/options.ts';
import { logs } from './logs/options.ts';
import { migrate } from './migrate/options.ts';
import { quarantine } from './quarantine/options.ts';
import { run } from './run/options.ts';
import { scheduleFire } from './schedule-fire/options.ts';
import { scheduleShow } from './schedule-show/options.ts';
import { sql } from './sql/options.ts';
import { status } from './status/options.ts';
import { stop } from './stop/options.ts';
import { verify } from './verify/options.ts';

/** A command of whatever options and result: only its own layers know them. */
export type AnyCommand = CommandDefinition<unknown, unknown>;

/** Every command, in the order of `--help`. */
export const commands: readonly AnyCommand[] = [
  run,
  backfill,
  verify,
  status,
  quarantine,
  logs,
  stop,
  sql,
  scheduleShow,
  scheduleFire,
  doctor,
  env,
  cost,
  migrate,
  gc,
  explain,
  contractShow,
  contractCheck,
];
