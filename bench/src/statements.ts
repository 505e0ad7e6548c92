import { join } from 'node:path';
import { root } from '@tlc-elt/testing';
import { timed } from './command.ts';

const BENCHMARK = join(root, 'packages/local-cloud/testing/redshift-data/benchmark.ts');

/** What statements of 1, 10 and 100 KB cost the local cloud's warehouse, by what they are made of. */
export async function benchStatements(): Promise<void> {
  console.log((await timed(process.execPath, [BENCHMARK], process.env)).stdout);
}
