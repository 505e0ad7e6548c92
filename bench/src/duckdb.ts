import { setTimeout as sleep } from 'node:timers/promises';
import { ministack } from './ministack.ts';
import { MODULES, plainScript } from './plain-script.ts';
import { pythonWith } from './python.ts';
import { BenchStage, fileOf, generatedMonth, YELLOW } from './stage.ts';
import { median, spread } from './statistics.ts';

/** The plain script with four S3 hops may take this many times what plain DuckDB takes: else it is no fair measure. */
const PLAIN_LIMIT = 2.4;

/** After a run the local cloud prepares the interpreters of the next one: no plain script pays for that. */
const SETTLE_MS = 3000;

/** A full month by the pipeline and by the plain scripts, in turns, so that all see the same machine. */
export async function benchDuckdb(runs: number): Promise<void> {
  const source = await generatedMonth();
  const file = fileOf(source, YELLOW);
  const python = await pythonWith('plain', MODULES);
  const s3 = await ministack('bench');
  const stage = await BenchStage.start({ source, engine: 'duckdb' });
  const seconds = { local: [] as number[], hops: [] as number[], pipeline: [] as number[] };
  try {
    await stage.ops('run', '2024-09'); // warms what every run after it finds warm
    for (let run = 0; run < runs; run += 1) {
      await sleep(SETTLE_MS);
      seconds.local.push(
        (
          await plainScript(python, 'duckdb_local.py', process.env, (work) => [
            'yellow',
            '2024-09',
            file,
            work,
          ])
        ).seconds,
      );
      seconds.hops.push(
        (await plainScript(python, 'duckdb_s3.py', s3.env, (work) => ['yellow', work, 'bench', file]))
          .seconds,
      );
      seconds.pipeline.push((await stage.ops('run', '2024-09', '--force')).seconds);
    }
  } finally {
    await stage.remove();
    s3.stop();
  }
  const [local, hops, pipeline] = [median(seconds.local), median(seconds.hops), median(seconds.pipeline)];
  console.log(`full month, DuckDB, ${runs} runs (minimum – median – maximum)
  plain DuckDB, local files            ${spread(seconds.local)}
  plain DuckDB, boto3, four S3 hops    ${spread(seconds.hops)}   ${(hops / local).toFixed(2)} × local files${hops / local > PLAIN_LIMIT ? '  (not valid: over 2.4 ×)' : ''}
  ops run, start to verified           ${spread(seconds.pipeline)}   ${(pipeline / hops).toFixed(2)} × four hops`);
}
