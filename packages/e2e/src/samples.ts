import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '@tlc-elt/testing';

/** Folder of real TLC rows; undefined where this machine has none. */
export const dataDir: string | undefined = [process.env.TLC_DATA_DIR, join(root, '../shared/data/tlc')].find(
  (folder) => folder !== undefined && existsSync(folder),
);

export const sampleDir = join(dataDir ?? '', 'yellow-samples');

/** Months of the real samples, oldest first. */
export const sampleMonths: readonly string[] = dataDir
  ? readdirSync(sampleDir)
      .map((name) => /^yellow_tripdata_(\d{4}-\d{2})\.parquet$/.exec(name)?.[1])
      .filter((month) => month !== undefined)
      .sort()
  : [];
