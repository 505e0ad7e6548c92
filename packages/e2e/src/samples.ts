import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Dataset } from '@tlc-elt/contracts';
import { root } from '@tlc-elt/testing';

/** Folder of real TLC rows; undefined where this machine has none. */
export const dataDir: string | undefined = [process.env.TLC_DATA_DIR, join(root, '../shared/data/tlc')].find(
  (folder) => folder !== undefined && existsSync(folder),
);

/** A published file. */
export interface Sample {
  readonly dataset: Dataset;
  readonly month: string;
  readonly path: string;
}

/** The published files in a folder, by their names. */
const samplesIn = (folder: string): Sample[] =>
  readdirSync(folder).flatMap((name) => {
    const [, named, month = ''] = /^([a-z]+)_tripdata_(\d{4}-\d{2})\.parquet$/.exec(name) ?? [];
    const dataset = Dataset.safeParse(named);
    return dataset.success ? [{ dataset: dataset.data, month, path: join(folder, name) }] : [];
  });

/** The real samples of every dataset; none where this machine has none. */
export const samples: readonly Sample[] = dataDir
  ? ['yellow-samples', 'other-samples', 'green-published'].flatMap((name) => samplesIn(join(dataDir, name)))
  : [];

export const sampleDir = join(dataDir ?? '', 'yellow-samples');

/** Months of yellow's, oldest first. */
export const sampleMonths: readonly string[] = samples
  .filter(({ dataset }) => dataset === 'yellow')
  .map(({ month }) => month)
  .sort();
