import { basename } from 'node:path';
import { datasets, type SourceMonth } from '@tlc-elt/contracts';
import { UsageError } from '../../errors.ts';
import { monthIn } from '../month-in-name.ts';

/** A file whose name says its month. */
export interface NamedFile {
  readonly path: string;
  readonly month: SourceMonth;
}

/** What the names of files say: the files by month, and the name as a contract writes it. */
export interface NamedFiles {
  readonly files: readonly NamedFile[];
  /** e.g. `yellow_tripdata_{month}.parquet`, `ferries-{yyyy}{mm}.parquet`. */
  readonly fileName: string;
}

/** Files by their months; throws UsageError where a name says none, or the names are not those of one dataset. */
export function namedFiles(paths: readonly string[]): NamedFiles {
  const named = paths.map((path) => ({ path, ...parsed(path) }));
  const [{ fileName, path }, ...others] = named as [(typeof named)[number], ...typeof named];
  const stranger = others.find((one) => one.fileName !== fileName);
  if (stranger)
    throw new UsageError(
      `${basename(path)} and ${basename(stranger.path)} are not named alike: one contract has one name for its files, ${fileName}`,
      'learn from the files of one dataset at a time',
    );
  const files = named.sort((a, b) => a.month.localeCompare(b.month));
  const twice = files.find(({ month }, index) => files[index + 1]?.month === month);
  if (twice)
    throw new UsageError(
      `two files are of ${twice.month}: ${twice.path} is one of them`,
      'a month of a dataset is one file: leave one out',
    );
  return { files, fileName };
}

function parsed(path: string): { month: SourceMonth; fileName: string } {
  const found = monthIn(basename(path));
  if (found !== undefined) return { month: found.month, fileName: found.pattern };
  throw new UsageError(
    `the name of ${path} does not say which month it is of`,
    'a month is known by its file: name a copy so, e.g. ferries-2025-04.parquet or ferries_202504.parquet',
  );
}

/** The name of a dataset by that of its files: the one whose contract names them so, else what stands before the month. */
export function datasetByName(fileName: string): string {
  const known = Object.values(datasets).find((contract) => contract.fileName === fileName);
  if (known) return known.dataset;
  const words = fileName
    .slice(0, fileName.indexOf('{'))
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  const name = words
    .join('_')
    .replace(/^[0-9_]+/, '')
    .slice(0, 32)
    .replace(/_+$/, '');
  if (name !== '') return name;
  throw new UsageError(`the names of the files, ${fileName}, name no dataset`, 'add --dataset NAME');
}
