import type { CommandDefinition } from '../command.ts';
import { logs } from './logs/options.ts';
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
  verify,
  status,
  logs,
  stop,
  sql,
  scheduleShow,
  scheduleFire,
];
