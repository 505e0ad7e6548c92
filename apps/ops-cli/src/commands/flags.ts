import { Option } from '@commander-js/extra-typings';
import { Dataset, DEFAULT_DATASET, datasets } from '@tlc-elt/contracts';
import { UsageError } from '../errors.ts';

/** `--dataset` of every command that has one; read by `parseDataset`. */
export const datasetOption = new Option('--dataset <dataset>', 'dataset of the publisher').default(
  DEFAULT_DATASET,
);

/** `--dataset` of commands that look at several at once; read by `parseDatasets`. */
export const datasetsOption = new Option(
  '--dataset <dataset>',
  'dataset of the publisher; all: those that the stage runs each month',
).default(DEFAULT_DATASET);

/** `all`, or a dataset that has a contract; throws UsageError. */
export const parseDatasets = (name: string): Dataset | 'all' => (name === 'all' ? name : parseDataset(name));

/** A dataset that has a contract; throws UsageError. */
export function parseDataset(name: string): Dataset {
  const dataset = Dataset.safeParse(name);
  if (dataset.success) return dataset.data;
  throw new UsageError(
    `there is no dataset ${JSON.stringify(name)}`,
    `--dataset is one of ${Object.keys(datasets).join(', ')}`,
  );
}

/** A whole number within bounds; throws UsageError that names the flag. */
export function parseNumber(flag: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new UsageError(`${flag} is a number from ${least} to ${most}, not ${JSON.stringify(text)}`);
}
