import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Ended, LocalCloud, root } from '@tlc-elt/testing';
import { succeeded, timed } from './command.ts';
import { cache } from './place.ts';

const GENERATE = join(root, 'apps/quickstart/bin/generate-month.ts');

/** Folder with the full generated month of 2024-09, made on first use. */
export async function generatedMonth(): Promise<string> {
  const directory = join(cache, 'published');
  if (!existsSync(join(directory, 'yellow_tripdata_2024-09.parquet')))
    await timed(process.execPath, [GENERATE, '2024-09', directory], process.env);
  return directory;
}

/** A warm stage of its own, whose commands must go well. */
export class BenchStage extends LocalCloud {
  override async ops(...args: string[]): Promise<Ended> {
    return succeeded(await super.ops(...args), `ops ${args.join(' ')}`);
  }
}
