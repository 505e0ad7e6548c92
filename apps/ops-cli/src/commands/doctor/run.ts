import type { View } from '../../command.ts';
import { ExitCode } from '../../exit-code.ts';
import type { Runtime } from '../../runtime.ts';
import { table } from '../../terminal/table.ts';
import type { Check, CheckStatus } from './check.ts';
import { checkFirstRun } from './first-run.ts';
import { checkMachine } from './machine.ts';
import { checkStage } from './stage.ts';

export interface Options {
  /** Only this machine, no stage. */
  readonly machine: boolean;
  /** Also what a run has left. */
  readonly afterFirstRun: boolean;
}

export interface Result {
  readonly ok: boolean;
  /** False where nothing answers for the stage. */
  readonly reachable: boolean;
  readonly checks: readonly Check[];
}

export async function run({ machine, afterFirstRun }: Options, runtime: Runtime): Promise<Result> {
  const [own, stage] = await Promise.all([
    checkMachine(),
    machine ? { checks: [], reachable: true } : checkStage(runtime),
  ]);
  const left = afterFirstRun && stage.reachable ? await checkFirstRun(runtime) : [];
  const checks = [...own, ...stage.checks, ...left];
  return { ok: checks.every(({ status }) => status !== 'fail'), reachable: stage.reachable, checks };
}

export function render({ checks }: Result, { style }: View): string {
  const paint: Readonly<Record<CheckStatus, (text: string) => string>> = {
    ok: style.green,
    warn: style.yellow,
    fail: style.red,
    skip: style.dim,
  };
  const text = table<Check>(
    [
      { title: 'check', value: ({ check }) => check },
      { title: '', value: ({ status }) => paint[status](status) },
      { title: 'found', value: ({ found }) => found },
    ],
    checks,
  );
  const nexts = checks.flatMap(({ check, next }) => (next === null ? [] : [`next:  ${check}: ${next}`]));
  return nexts.length === 0 ? text : `${text}\n\n${nexts.join('\n')}`;
}

export function exitCode({ ok, reachable }: Result): ExitCode {
  if (!reachable) return ExitCode.unreachable;
  return ok ? ExitCode.ok : ExitCode.failed;
}
