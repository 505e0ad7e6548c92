import { watchPeak } from './process-tree.ts';
import { BenchStage, generatedMonth } from './stage.ts';

const MONTHS = 12;
const mib = (bytes: number): string => `${Math.round(bytes / 1024 ** 2)} MiB`;

/** Peak memory of the local cloud and all that it starts, in each of twelve full months in a row. */
export async function benchMemory(): Promise<void> {
  const stage = await BenchStage.start({ source: await generatedMonth(), engine: 'duckdb' });
  const peaks: number[] = [];
  try {
    for (let month = 0; month < MONTHS; month += 1) {
      const peak = watchPeak(() => [stage.pid]);
      await stage.ops('run', '2024-09', '--force');
      peaks.push(peak());
    }
  } finally {
    await stage.remove();
  }
  console.log(`peak memory of the process tree, ${MONTHS} full months in a row (DuckDB)
  each     ${peaks.map(mib).join(', ')}
  after 2  ${mib(Math.max(...peaks.slice(0, 2)))}; after ${MONTHS}  ${mib(Math.max(...peaks))}`);
}
