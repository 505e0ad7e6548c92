import { monthsBetween, SourceMonth } from '@tlc-elt/contracts';
import { ministack } from './ministack.ts';
import { MODULES, plainScript } from './plain-script.ts';
import { cpuOf } from './process-tree.ts';
import { pythonWith } from './python.ts';
import { BenchStage, fileOf, type Generated, generatedMonths } from './stage.ts';
import { median, spread } from './statistics.ts';
import { loadOfMachine } from './volume.ts';

interface Backfill {
  readonly what: string;
  readonly folder: string;
  readonly from: string;
  readonly to: string;
  /** Of each month; the TLC's own number where absent. */
  readonly rows?: number;
}

const SMALL: Backfill = {
  what: '36 months of 20,000 rows',
  folder: 'small',
  from: '2021-01',
  to: '2023-12',
  rows: 20_000,
};
const FULL: Backfill = { what: '12 full months', folder: 'year', from: '2023-01', to: '2023-12' };

/** A backfill of many small months and of twelve full ones, beside a plain loop over the same files. */
export async function benchBackfill(runs: number): Promise<void> {
  for (const backfill of [SMALL, FULL]) await compare(backfill, runs);
}

async function compare({ what, folder, from, to, rows }: Backfill, runs: number): Promise<void> {
  const months: Generated[] = monthsBetween(SourceMonth.parse(from), SourceMonth.parse(to)).map((month) => ({
    dataset: 'yellow',
    month,
    ...(rows === undefined ? {} : { rows }),
  }));
  const source = await generatedMonths(folder, months);
  const files = months.map((month) => fileOf(source, month));
  const python = await pythonWith('plain', MODULES);
  const s3 = await ministack('bench');
  const seconds = { plain: [] as number[], backfill: [] as number[], cpu: [] as number[] };
  try {
    for (let run = 0; run < runs; run += 1) {
      const args = (work: string): string[] => ['yellow', work, 'bench', ...files];
      seconds.plain.push((await plainScript(python, 'duckdb_s3.py', s3.env, args)).seconds);
      const stage = await BenchStage.start({ source, engine: 'duckdb' });
      const before = cpuOf(stage.pid);
      seconds.backfill.push((await stage.ops('backfill', from, to, '--parallel', '2')).seconds);
      seconds.cpu.push(cpuOf(stage.pid) - before);
      await stage.remove();
    }
  } finally {
    s3.stop();
  }
  const ratio = median(seconds.backfill) / median(seconds.plain);
  console.log(`${what}, ${runs} runs (minimum – median – maximum); load ${loadOfMachine()}
  plain loop in one process            ${spread(seconds.plain)}
  ops backfill, start to verified      ${spread(seconds.backfill)}   ${ratio.toFixed(2)} × the loop
  its CPU, without the command's       ${spread(seconds.cpu)}`);
}
