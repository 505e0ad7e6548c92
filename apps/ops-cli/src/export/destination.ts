import { extname } from 'node:path';
import { UsageError } from '../errors.ts';

export type Format = 'json' | 'csv' | 'parquet';

/** What a result is written as, and the file that gets it; standard output where there is none. */
export interface Destination {
  readonly format: Format;
  readonly file: string | undefined;
}

/** Flags of every command whose result is rows. */
export interface ExportFlags {
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly parquet?: boolean;
  readonly out?: string;
}

const FORMATS = ['json', 'csv', 'parquet'] as const;

/** The format by its flag, else by the name of the file; undefined where the result is text for people. */
export function destinationOf(flags: ExportFlags): Destination | undefined {
  const { out: file } = flags;
  const given = FORMATS.filter((format) => flags[format]);
  if (given.length > 1)
    throw new UsageError(`--${given.join(' and --')} exclude each other`, 'give one of them');
  const format = given[0] ?? (file === undefined ? undefined : formatOf(file));
  if (format === undefined) return undefined;
  if (format === 'parquet' && file === undefined)
    throw new UsageError('--parquet needs a file: it is no text', 'add --out FILE');
  return { format, file };
}

function formatOf(file: string): Format {
  const format = FORMATS.find((known) => extname(file) === `.${known}`);
  if (format !== undefined) return format;
  throw new UsageError(
    `--out ${JSON.stringify(file)} does not say in which format`,
    'add --csv, --parquet or --json, or name the file .csv, .parquet or .json',
  );
}
