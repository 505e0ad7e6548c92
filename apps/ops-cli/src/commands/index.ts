import type { AnyCommand } from '../command.ts';
import { apply } from './apply/command.ts';
import { backfill } from './backfill/command.ts';
import { completion } from './completion/command.ts';
import { contractCheck } from './contract-check/command.ts';
import { contractExport } from './contract-export/command.ts';
import { contractLearn } from './contract-learn/command.ts';
import { contractShow } from './contract-show/command.ts';
import { cost } from './cost/command.ts';
import { diff } from './diff/command.ts';
import { doctor } from './doctor/command.ts';
import { env } from './env/command.ts';
import { explain } from './explain/command.ts';
import { gc } from './gc/command.ts';
import { lineage } from './lineage/command.ts';
import { logs } from './logs/command.ts';
import { migrate } from './migrate/command.ts';
import { notify } from './notify/command.ts';
import { plan } from './plan/command.ts';
import { quarantine } from './quarantine/command.ts';
import { report } from './report/command.ts';
import { run } from './run/command.ts';
import { scheduleFire } from './schedule-fire/command.ts';
import { scheduleShow } from './schedule-show/command.ts';
import { sql } from './sql/command.ts';
import { status } from './status/command.ts';
import { stop } from './stop/command.ts';
import { verify } from './verify/command.ts';
import { wake } from './wake/command.ts';

/** Every command, in the order of `--help`. */
export const commands: readonly AnyCommand[] = [
  run,
  backfill,
  plan,
  apply,
  verify,
  status,
  report,
  quarantine,
  diff,
  logs,
  lineage,
  stop,
  wake,
  sql,
  scheduleShow,
  scheduleFire,
  doctor,
  env,
  notify,
  cost,
  migrate,
  gc,
  explain,
  contractShow,
  contractCheck,
  contractLearn,
  contractExport,
  completion,
];
