import type { Action } from '../../command.ts';
import { ExitCode } from '../../exit-code.ts';
import type { Runtime } from '../../runtime.ts';
import type { DoctorResult } from './check.ts';
import { checkMachine } from './machine.ts';
import type { DoctorOptions } from './options.ts';
import { renderChecks } from './render.ts';
import { checkStage } from './stage.ts';

async function examine({ machine }: DoctorOptions, runtime: Runtime): Promise<DoctorResult> {
  const [own, stage] = await Promise.all([
    checkMachine(),
    machine ? { checks: [], reachable: true } : checkStage(runtime),
  ]);
  const checks = [...own, ...stage.checks];
  return { ok: checks.every(({ status }) => status !== 'fail'), reachable: stage.reachable, checks };
}

export const action: Action<DoctorOptions, DoctorResult> = {
  run: examine,
  render: renderChecks,
  exitCode: ({ ok, reachable }) => {
    if (!reachable) return ExitCode.unreachable;
    return ok ? ExitCode.ok : ExitCode.failed;
  },
};
