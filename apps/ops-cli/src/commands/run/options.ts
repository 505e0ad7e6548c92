import { type Dataset, monthsBetween, type SourceMonth } from '@tlc-elt/contracts';
import type { Command } from 'commander';
import type { CommandDefinition } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { parseDataset, parseMonth } from '../month-operand.ts';
import type { MonthsResult } from './months.ts';
import type { RunResult } from './run.ts';

/** What holds for each month that a command runs. */
export interface RunSettings {
  readonly dataset: Dataset;
  /** Load although this very file is loaded, and although a newer publication is. */
  readonly force: boolean;
  /** End at once where the month is not published yet. */
  readonly noWait: boolean;
  /** Load although the quarantined share is over the contract's limits. */
  readonly acceptQuarantine: boolean;
}

export interface RunOptions extends RunSettings {
  readonly of:
    | { readonly month: SourceMonth }
    | { readonly months: readonly SourceMonth[] }
    /** Every published month since then that the ledger lacks; the first loadable month where undefined. */
    | { readonly due: true; readonly since: SourceMonth | undefined };
  /** Months that run at the same time. */
  readonly parallel: number;
}

/** Flags of `run` and `backfill` alike. */
export function declareSettings(command: Command): Command {
  return command
    .option('--dataset <dataset>', 'dataset of the publisher', 'yellow')
    .option('--force', 'load again, although this very file is loaded already')
    .option('--accept-quarantine', 'load although far more rows than usual are quarantined')
    .option('--no-wait', 'end with exit code 4 where the month is not published yet')
    .option('--parallel <n>', 'of several months so many run at the same time', '2');
}

/** Reads the flags of `declareSettings`; throws UsageError. */
export function parseSettings(flags: Readonly<Record<string, unknown>>): RunSettings & { parallel: number } {
  const parallel = Number(flags.parallel);
  if (!Number.isInteger(parallel) || parallel < 1 || parallel > 20)
    throw new UsageError(`--parallel is a number from 1 to 20, not ${JSON.stringify(flags.parallel)}`);
  return {
    dataset: parseDataset(flags.dataset),
    force: flags.force === true,
    noWait: flags.wait === false,
    acceptQuarantine: flags.acceptQuarantine === true,
    parallel,
  };
}

/** Every month from `from` to `to`; throws UsageError where they are the wrong way round. */
export function parseRange(from: string | undefined, to: string | undefined): SourceMonth[] {
  const months = monthsBetween(parseMonth(from), parseMonth(to));
  if (months.length > 0) return months;
  throw new UsageError(`${from} lies after ${to}`, `the older month comes first: ${to} ${from}`);
}

function parseWhich(operand: string | undefined, flags: Readonly<Record<string, unknown>>): RunOptions['of'] {
  if (flags.due === true) {
    if (operand !== undefined) throw new UsageError(`--due finds the months by itself: leave out ${operand}`);
    return { due: true, since: flags.since === undefined ? undefined : parseMonth(String(flags.since)) };
  }
  if (flags.since !== undefined) throw new UsageError('--since belongs to --due');
  const [from, to] = operand?.split('..') ?? [];
  return to === undefined ? { month: parseMonth(operand) } : { months: parseRange(from, to) };
}

export const run: CommandDefinition<RunOptions, RunResult | MonthsResult> = {
  name: 'run',
  summary: 'Runs the pipeline for a month, or attaches to its run that is already going, and watches it.',
  examples: [
    'run 2024-09',
    'run 2024-09 --force',
    'run 2024-09 --accept-quarantine',
    'run 2026-10 --no-wait',
    'run 2024-01..2024-12 --parallel 4',
    'run --due --no-wait',
    'run 2024-09 --json',
  ],
  declare: (command) =>
    void declareSettings(command.argument('[month]', 'source month, YYYY-MM, or YYYY-MM..YYYY-MM'))
      .option('--due', 'every published month that the ledger lacks')
      .option('--since <month>', 'with --due: none before this month'),
  parse: ({ operands, flags }) => ({ ...parseSettings(flags), of: parseWhich(operands[0], flags) }),
  load: async () => (await import('./action.ts')).action,
};
