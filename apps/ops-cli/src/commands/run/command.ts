import type { Command } from '@commander-js/extra-typings';
import { monthsBetween, type SourceMonth } from '@tlc-elt/contracts';
import { defineCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { datasetOption, parseDataset, parseNumber } from '../flags.ts';
import { parseMonth } from '../month-operand.ts';

export const run = defineCommand({
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
  grammar: (command) =>
    withSettings(command.argument('[month]', 'source month, YYYY-MM, or YYYY-MM..YYYY-MM'))
      .option('--due', 'every published month that the ledger lacks')
      .option('--since <month>', 'with --due: none before this month'),
  parse: ([months], flags) => ({ ...parseSettings(flags), of: parseWhich(months, flags) }),
  load: () => import('./run.ts'),
});

/** Flags of `run` and `backfill` alike. */
export const withSettings = <Operands extends unknown[]>(command: Command<Operands>) =>
  command
    .addOption(datasetOption)
    .option('--force', 'load again, although this very file is loaded already')
    .option('--accept-quarantine', 'load although far more rows than usual are quarantined')
    .option('--no-wait', 'end with exit code 4 where the month is not published yet')
    .option('--parallel <n>', 'of several months so many run at the same time', '2');

/** Reads the flags of `withSettings`; throws UsageError. */
export function parseSettings(flags: ReturnType<ReturnType<typeof withSettings>['opts']>) {
  const { force = false, wait, acceptQuarantine = false } = flags;
  const parallel = parseNumber('--parallel', flags.parallel, 1, 20);
  return { dataset: parseDataset(flags.dataset), force, noWait: !wait, acceptQuarantine, parallel };
}

/** Every month from `from` to `to`; throws UsageError where they are the wrong way round. */
export function parseRange(from: string | undefined, to: string | undefined): SourceMonth[] {
  const months = monthsBetween(parseMonth(from), parseMonth(to));
  if (months.length > 0) return months;
  throw new UsageError(`${from} lies after ${to}`, `the older month comes first: ${to} ${from}`);
}

function parseWhich(months: string | undefined, { due, since }: { due?: boolean; since?: string }) {
  if (due) {
    if (months !== undefined) throw new UsageError(`--due finds the months by itself: leave out ${months}`);
    return { due, since: since === undefined ? undefined : parseMonth(since) };
  }
  if (since !== undefined) throw new UsageError('--since belongs to --due');
  const [from, to] = months?.split('..') ?? [];
  return to === undefined ? { month: parseMonth(months) } : { months: parseRange(from, to) };
}
