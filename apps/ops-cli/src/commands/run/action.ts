import type { Action } from '../../command.ts';
import type { Runtime } from '../../runtime.ts';
import { runDue } from './due.ts';
import { exitCodeOfMonths, type MonthsResult, runMonths } from './months.ts';
import type { RunOptions } from './options.ts';
import { RunProgress } from './progress.ts';
import { renderRun } from './render.ts';
import { renderMonths } from './render-months.ts';
import { exitCodeOf, type RunResult, runPipeline } from './run.ts';

type Result = RunResult | MonthsResult;

const isMonths = (result: Result): result is MonthsResult => 'months' in result;

function runAsked(options: RunOptions, runtime: Runtime): Promise<Result> {
  const { of } = options;
  if ('month' in of)
    return runPipeline(
      { ...options, month: of.month },
      runtime,
      (started) => new RunProgress(runtime, started, of.month),
    );
  return 'due' in of ? runDue(options, of.since, runtime) : runMonths(options, of.months, runtime);
}

export const action: Action<RunOptions, Result> = {
  run: runAsked,
  render: (result, view) => (isMonths(result) ? renderMonths(result, view) : renderRun(result, view)),
  exitCode: (result) => (isMonths(result) ? exitCodeOfMonths(result) : exitCodeOf(result)),
};
