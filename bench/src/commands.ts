import { BenchStage, generatedMonth } from './stage.ts';
import { spread } from './statistics.ts';

/** How long a person waits for the commands that they type most. */
export async function benchCommands(runs: number): Promise<void> {
  const stage = await BenchStage.start({ source: await generatedMonth(), engine: 'duckdb' });
  try {
    await stage.ops('run', '2024-09');
    for (const args of [['--help'], ['status']]) {
      const seconds: number[] = [];
      for (let run = 0; run < Math.max(runs, 5); run += 1) seconds.push((await stage.ops(...args)).seconds);
      console.log(`ops ${args.join(' ').padEnd(34)} ${spread(seconds)}`);
    }
  } finally {
    await stage.remove();
  }
}
