import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Ended, LocalCloud, root } from '@tlc-elt/testing';
import { succeeded, timed } from './command.ts';
import { cache } from './place.ts';

const GENERATE = join(root, 'apps/quickstart/bin/generate-month.ts');

/** A generated month: `rows` as many as the TLC's own has where none are named. */
export interface Generated {
  readonly dataset: string;
  readonly month: string;
  readonly rows?: number;
}

export const YELLOW: Generated = { dataset: 'yellow', month: '2024-09' };

/** Folder of generated months, each made on first use; `name` is the folder's. */
export async function generatedMonths(name: string, months: readonly Generated[]): Promise<string> {
  const directory = join(cache, name);
  for (const { dataset, month, rows } of months) {
    if (existsSync(fileOf(directory, { dataset, month }))) continue;
    const size = rows === undefined ? [] : ['--rows', String(rows)];
    await timed(process.execPath, [GENERATE, month, directory, '--dataset', dataset, ...size], process.env);
  }
  return directory;
}

/** Path of a month in a folder of them. */
export const fileOf = (directory: string, { dataset, month }: Generated): string =>
  join(directory, `${dataset}_tripdata_${month}.parquet`);

/** Folder with the full generated month of 2024-09. */
export const generatedMonth = (): Promise<string> => generatedMonths('published', [YELLOW]);

/** A warm stage of its own, whose commands must go well. */
export class BenchStage extends LocalCloud {
  override async ops(...args: string[]): Promise<Ended> {
    return succeeded(await super.ops(...args), `ops ${args.join(' ')}`);
  }
}
