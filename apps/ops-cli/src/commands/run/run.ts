import { type Dataset, datasetOf, type SourceMonth } from '@tlc-elt/contracts';
import { datasetsOf } from '../../aws/schedule.ts';
import type { View } from '../../command.ts';
import type { ExitCode } from '../../exit-code.ts';
import type { Runtime } from '../../runtime.ts';
import { runDue } from './due.ts';
import { exitCodeOfMonths, type MonthsResult, type MonthsSettings, runMonths } from './months.ts';
import { exitCodeOf, type RunResult, runPipeline } from './pipeline.ts';
import { RunProgress } from './progress.ts';
import { renderMonths, renderRun } from './render.ts';

export interface Options extends MonthsSettings {
  /** `all`: those that the stage runs each month. */
  readonly dataset: Dataset | 'all';
  readonly of:
    | Single
    | { readonly months: readonly SourceMonth[] }
    /** Every published month since then that the ledger lacks; the first loadable month where undefined. */
    | { readonly due: true; readonly since: SourceMonth | undefined };
}

interface Single {
  readonly month: SourceMonth;
  readonly publication?: string | undefined;
}

export type Result = RunResult | MonthsResult;

export async function run(options: Options, runtime: Runtime): Promise<Result> {
  const { dataset, of } = options;
  if ('month' in of && dataset !== 'all') return runSingle({ ...options, ...of, dataset }, runtime);
  const names = await datasetsOf(runtime, dataset);
  if ('due' in of) return runDue(options, names, of.since, runtime);
  const months = 'month' in of ? [of.month] : of.months;
  // Named alone, a dataset says itself why a month before its first cannot be loaded.
  const has = (name: Dataset, month: SourceMonth): boolean =>
    dataset !== 'all' || month >= datasetOf(name).firstMonth;
  const each = names.flatMap((name) =>
    months.filter((month) => has(name, month)).map((month) => ({ dataset: name, month })),
  );
  return runMonths(options, each, runtime);
}

async function runSingle(
  options: MonthsSettings & Single & { readonly dataset: Dataset },
  runtime: Runtime,
): Promise<RunResult> {
  const { month, publication } = options;
  const result = await runPipeline(
    options,
    runtime,
    (started) => new RunProgress(runtime, started, month, options.verbose),
  );
  if (publication !== undefined)
    runtime.progress.line(
      `a later run of ${month} without --publication loads what the publisher has again, and so does a schedule that looks for republished months`,
    );
  return result;
}

export const render = (result: Result, view: View): string =>
  isMonths(result) ? renderMonths(result, view) : renderRun(result, view);

export const exitCode = (result: Result): ExitCode =>
  isMonths(result) ? exitCodeOfMonths(result) : exitCodeOf(result);

const isMonths = (result: Result): result is MonthsResult => 'months' in result;
