import type { SourceMonth } from '@tlc-elt/contracts';
import type { View } from '../../command.ts';
import type { ExitCode } from '../../exit-code.ts';
import type { Runtime } from '../../runtime.ts';
import { runDue } from './due.ts';
import { exitCodeOfMonths, type MonthsResult, type MonthsSettings, runMonths } from './months.ts';
import { exitCodeOf, type RunResult, runPipeline } from './pipeline.ts';
import { RunProgress } from './progress.ts';
import { renderMonths, renderRun } from './render.ts';

export interface Options extends MonthsSettings {
  readonly of:
    | { readonly month: SourceMonth; readonly publication?: string | undefined }
    | { readonly months: readonly SourceMonth[] }
    /** Every published month since then that the ledger lacks; the first loadable month where undefined. */
    | { readonly due: true; readonly since: SourceMonth | undefined };
}

export type Result = RunResult | MonthsResult;

export async function run(options: Options, runtime: Runtime): Promise<Result> {
  const { of } = options;
  if ('due' in of) return runDue(options, of.since, runtime);
  if ('months' in of) return runMonths(options, of.months, runtime);
  const result = await runPipeline(
    { ...options, month: of.month, publication: of.publication },
    runtime,
    (started) => new RunProgress(runtime, started, of.month, options.verbose),
  );
  if (of.publication !== undefined)
    runtime.progress.line(
      `a later run of ${of.month} without --publication loads what the publisher has again, and so does a schedule that looks for republished months`,
    );
  return result;
}

export const render = (result: Result, view: View): string =>
  isMonths(result) ? renderMonths(result, view) : renderRun(result, view);

export const exitCode = (result: Result): ExitCode =>
  isMonths(result) ? exitCodeOfMonths(result) : exitCodeOf(result);

const isMonths = (result: Result): result is MonthsResult => 'months' in result;
