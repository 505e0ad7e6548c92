import { readFileSync } from 'node:fs';
import { ministack } from './ministack.ts';
import { MODULES, plainScript } from './plain-script.ts';
import { cpuOf, watchPeak } from './process-tree.ts';
import { pythonWith } from './python.ts';
import { compareSpark } from './spark.ts';
import { BenchStage, fileOf, type Generated, generatedMonths } from './stage.ts';
import { median, spread } from './statistics.ts';

const FULL: Generated = { dataset: 'fhvhv', month: '2024-05' };
const TWICE: Generated = { dataset: 'fhvhv', month: '2024-06', rows: 40_800_000 };
/** A look at memory walks every page of gigabytes: twenty a second made the month a sixth slower. */
const WATCH_MS = 1000;
const mib = (bytes: number): string => `${Math.round(bytes / 1024 ** 2)} MiB`;

/** One run: its seconds, its CPU seconds, and the highest memory of the local cloud and all that it starts. */
async function measured(stage: BenchStage, { dataset, month }: Generated, ...flags: string[]) {
  const peak = watchPeak(() => [stage.pid], WATCH_MS);
  const before = cpuOf(stage.pid);
  const { seconds } = await stage.ops('run', month, '--dataset', dataset, ...flags);
  return { seconds, cpu: cpuOf(stage.pid) - before, bytes: peak() };
}

/** A full month of fhvhv, 20.4 million rows, beside one plain script; twice as many rows for their memory; and by Spark. */
export async function benchVolume(runs: number): Promise<void> {
  const source = await generatedMonths('volume', [FULL, TWICE]);
  const python = await pythonWith('plain', MODULES);
  const s3 = await ministack('bench');
  const stage = await BenchStage.start({ source, engine: 'duckdb' });
  const plain: number[] = [];
  const pipeline: Awaited<ReturnType<typeof measured>>[] = [];
  let twice: Awaited<ReturnType<typeof measured>>;
  try {
    for (let run = 0; run < runs; run += 1) {
      const file = fileOf(source, FULL);
      const args = (work: string): string[] => [FULL.dataset, work, 'bench', file];
      plain.push((await plainScript(python, 'duckdb_s3.py', s3.env, args)).seconds);
      pipeline.push(await measured(stage, FULL, ...(run === 0 ? [] : ['--force'])));
    }
    twice = await measured(stage, TWICE);
  } finally {
    await stage.remove();
    s3.stop();
  }
  const seconds = pipeline.map((run) => run.seconds);
  const cpu = pipeline.map((run) => run.cpu);
  const most = (of: readonly { readonly bytes: number }[]): string =>
    mib(Math.max(...of.map(({ bytes }) => bytes)));
  console.log(`full month of fhvhv, DuckDB, ${runs} runs (minimum – median – maximum); load ${loadOfMachine()}
  plain DuckDB, boto3, four S3 hops    ${spread(plain)}
  ops run, start to verified           ${spread(seconds)}   ${(median(seconds) / median(plain)).toFixed(2)} × four hops
  its CPU, without the command's       ${spread(cpu)}
  peak memory                          ${most(pipeline)}; of twice as many rows ${most([twice])} in ${twice.seconds.toFixed(0)} s`);
  await compareSpark(source, FULL, runs);
}

/** How many processes waited for a processor in the last minute. */
export const loadOfMachine = (): string => readFileSync('/proc/loadavg', 'utf8').split(' ')[0] ?? '';
