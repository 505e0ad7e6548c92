import { defineCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';

export const contractLearn = defineCommand({
  name: 'contract learn',
  summary:
    'Proposes the contract of monthly parquet files, or what the contract of a dataset lacks to take them.',
  examples: [
    'contract learn ferry-ridership-202504.parquet ferry-ridership-202505.parquet',
    'contract learn *.parquet --dataset ferries',
    'contract learn yellow_tripdata_2027-01.parquet --dataset yellow',
  ],
  stage: 'not needed',
  grammar: (command) =>
    command
      .argument('<files...>', 'parquet files of one dataset, a month each, whose names say the month')
      .option(
        '--dataset <dataset>',
        'name of the dataset: a new one, or one that has a contract (default: by the names of the files)',
      ),
  parse: ([files], { dataset }) => ({
    files,
    dataset: dataset === undefined ? undefined : parseName(dataset),
  }),
  load: () => import('./run.ts'),
});

/** A name that a dataset can have: it begins the names of its runs and tables. */
function parseName(name: string): string {
  if (/^[a-z][a-z0-9_]{0,31}$/.test(name)) return name;
  throw new UsageError(
    `${JSON.stringify(name)} cannot name a dataset`,
    'a name has small letters, digits and _, at most 32, and begins with a letter, e.g. ferries',
  );
}
