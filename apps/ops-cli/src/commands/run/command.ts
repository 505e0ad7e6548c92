import type { Command } from '@commander-js/extra-typings';
import { Etag } from '@tlc-elt/contracts';
import { defineCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { datasetsOption, parseDatasets, parseNumber } from '../flags.ts';
import { parseMonth, parseMonths } from '../month-operand.ts';

export const run = defineCommand({
  name: 'run',
  summary:
    'Runs the pipeline for a month, or attaches to its run that is already going, and watches it; or for several.',
  examples: [
    'run 2024-09',
    'run 2024-09 --force',
    'run 2024-09 --accept-quarantine',
    'run 2024-09 --accept-older',
    'run 2024-09 --accept-republication',
    'run 2024-09 --accept-unusual',
    'run 2024-09 --publication 28cb1bd7e5f1e8b3a2d4c1f00917e6b5-4',
    'run 2026-10 --no-wait',
    'run 2024-01..2024-12 --parallel 4',
    'run 2018-11 2019-03 2019-07',
    'run --due --no-wait --dataset all',
    'run --due --since 2019-01 --parallel 4',
    'run 2024-09 --json',
  ],
  grammar: (command) =>
    withSettings(command.argument('[month...]', 'source months, YYYY-MM, or YYYY-MM..YYYY-MM'))
      .option('--due', 'every published month that the ledger lacks, since the oldest that it has')
      .option('--since <month>', 'with --due: since this month')
      .option(
        '--publication <etag>',
        'load an earlier publication, which raw still has (`ops status MONTH` lists them)',
      ),
  parse: ([months], flags) => ({ ...parseSettings(flags), of: parseWhich(months, flags) }),
  load: () => import('./run.ts'),
});

/** Flags of `run` and `backfill` alike. */
export const withSettings = <Operands extends unknown[]>(command: Command<Operands>) =>
  command
    .addOption(datasetsOption)
    .option('--force', 'download and load again, although this very file is loaded already')
    .option('--accept-quarantine', 'load although far more rows than usual are quarantined')
    .option('--accept-older', 'load although a newer publication is loaded')
    .option('--accept-shrink', 'load although the month has far fewer rows than what is loaded')
    .option('--accept-republication', 'load although it changes much of what is loaded (`ops diff MONTH`)')
    .option('--accept-unusual', 'load although it is odd in what the stage stops on (TLC_STOP_ON)')
    .option('--verbose', 'also show what jobs write to standard error: warnings and tracebacks')
    .option('--no-wait', 'end with exit code 4 where the month is not published yet')
    .option('--parallel <n>', 'of several months so many run at the same time', '2');

/** Reads the flags of `withSettings`; throws UsageError. */
export function parseSettings(flags: ReturnType<ReturnType<typeof withSettings>['opts']>) {
  const {
    force = false,
    verbose = false,
    wait,
    acceptQuarantine = false,
    acceptOlder = false,
    acceptShrink = false,
    acceptRepublication = false,
    acceptUnusual = false,
  } = flags;
  const accepted = { acceptQuarantine, acceptOlder, acceptShrink, acceptRepublication, acceptUnusual };
  const parallel = parseNumber('--parallel', flags.parallel, 1, 20);
  return { dataset: parseDatasets(flags.dataset), force, verbose, noWait: !wait, ...accepted, parallel };
}

interface Which {
  readonly dataset: string;
  readonly due?: boolean;
  readonly since?: string;
  readonly publication?: string;
}

function parseWhich(months: readonly string[], { dataset, due, since, publication }: Which) {
  if (publication !== undefined && dataset === 'all')
    throw new UsageError('--publication belongs to one dataset');
  if (due) {
    if (publication !== undefined) throw new UsageError('--publication belongs to one month');
    if (months.length > 0)
      throw new UsageError(`--due finds the months by itself: leave out ${months.join(' ')}`);
    return { due, since: since === undefined ? undefined : parseMonth(since) };
  }
  if (since !== undefined) throw new UsageError('--since belongs to --due');
  const [first = ''] = months;
  if (months.length < 2 && !first.includes('..'))
    return { month: parseMonth(months[0]), publication: parsePublication(publication) };
  if (publication !== undefined) throw new UsageError('--publication belongs to one month');
  return { months: parseMonths(months) };
}

function parsePublication(etag: string | undefined): string | undefined {
  if (etag === undefined || Etag.safeParse(etag).success) return etag;
  throw new UsageError(
    `${JSON.stringify(etag)} is no ETag of a publication`,
    '`ops status MONTH` lists those that raw has',
  );
}
