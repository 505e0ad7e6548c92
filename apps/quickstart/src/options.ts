import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  Dataset,
  type DatasetContract,
  DEFAULT_DATASET,
  datasetOf,
  eraOfMonth,
  SourceMonth,
} from '@tlc-elt/contracts';

/** The month that the README's first command loads: the reference month of the tests and benchmarks. */
export const DEFAULT_MONTH = '2024-09' as SourceMonth;

/** The publisher itself, as a value of `--source`. */
export const TLC = 'tlc';

export interface StartOptions {
  /** Undefined: the default one. */
  readonly dataset?: Dataset;
  /** Undefined: every month of the folder, else the default one. */
  readonly month?: SourceMonth;
  /** Absolute path of a folder of parquet files, or `tlc`: no folder, also where the last start had one. */
  readonly source?: string;
  readonly engine?: 'duckdb' | 'spark';
}

/** Of `start`, in the form that this user types: `command` is `pnpm start`, or what stands for it. */
export const helpOf = (
  command: string,
): string => `Usage: ${command} [DATASET] [MONTH] [--source DIR] [--engine duckdb|spark]

Installs, builds, synthesizes stage local, starts the local cloud, runs the pipeline for MONTH and verifies it.

  DATASET        ${Dataset.options.join(', ')} (default: ${DEFAULT_DATASET})
  MONTH          source month, YYYY-MM (default: every month of the folder, or ${DEFAULT_MONTH} where there is none)
  --source DIR   folder with the TLC's parquet files (${datasetOf(DEFAULT_DATASET).fileName.replace('{month}', 'YYYY-MM')}); later starts take
                 it too. Without one the TLC's own file, or a generated month where the TLC cannot be reached
  --source tlc   the TLC again, after a folder
  --engine E     engine of TransformTrips: duckdb (default) or spark
  -h, --help     this text

Exit codes: 0 verified, 1 the run failed or the month is not right, 2 usage or a missing part of this machine,
3 the local cloud did not start, 130 interrupted.
`;

/** A mistake in what was typed; the message says what. */
export class UsageError extends Error {}

/** Options by what was typed, `help` where they ask for it; throws UsageError. `cwd` is where the user stands. */
export function parseOptions(argv: readonly string[], cwd: string): StartOptions | 'help' {
  const { values, positionals } = parse(argv);
  if (values.help) return 'help';
  const [first, ...others] = positionals;
  const dataset = Dataset.safeParse(first).data;
  const months = dataset === undefined ? positionals : others;
  if (months.length > 1) throw new UsageError(`one month at a time, not ${months.join(' ')}`);
  const contract = datasetOf(dataset ?? DEFAULT_DATASET);
  const [month] = months.map((text) => parseMonth(contract, text));
  const { engine, source } = values;
  if (engine !== undefined && engine !== 'duckdb' && engine !== 'spark')
    throw new UsageError(`--engine is duckdb or spark, not ${engine}`);
  return {
    ...(dataset === undefined ? {} : { dataset }),
    ...(month === undefined ? {} : { month }),
    ...(source === undefined ? {} : { source: source === TLC ? TLC : resolve(cwd, source) }),
    ...(engine === undefined ? {} : { engine }),
  };
}

function parseMonth(contract: DatasetContract, text: string): SourceMonth {
  const month = SourceMonth.safeParse(text);
  if (!month.success)
    throw new UsageError(`${JSON.stringify(text)} is no month: write YYYY-MM, e.g. ${DEFAULT_MONTH}`);
  checkEra(contract, month.data);
  return month.data;
}

/** Some months no file of the publisher can fill: said before anything is built. */
function checkEra(contract: DatasetContract, month: SourceMonth): void {
  const era = eraOfMonth(contract, month);
  if (era === undefined)
    throw new UsageError(`${month} lies before the first published month, ${contract.firstMonth}`);
  if (era.refused !== undefined) throw new UsageError(`${month} is not loaded: ${era.refused}`);
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        source: { type: 'string' },
        engine: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    // Node adds advice on how to give a month that begins with a dash.
    throw new UsageError((error as Error).message.replace(/\. To specify .*/s, ''));
  }
}
