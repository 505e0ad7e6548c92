import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { timed } from './command.ts';
import { plain } from './place.ts';
import { MODULES } from './plain-script.ts';
import { cpuOf, treeMemory, watchPeak } from './process-tree.ts';
import { pythonWith } from './python.ts';
import { BenchStage, fileOf, generatedMonth, YELLOW } from './stage.ts';
import { spread } from './statistics.ts';

/** What a republication is compared in; the process may take so long, and so much. */
const MOST_SECONDS = 10;
const MOST_BYTES = 1024 ** 3;
/** Looking at all processes costs a processor something. */
const WATCH_MS = 200;

/** `ops diff` of two full months: some rows are otherwise, and all of them. */
export async function benchDiff(runs: number): Promise<void> {
  const original = fileOf(await generatedMonth(), YELLOW);
  const python = await pythonWith('plain', MODULES);
  const source = mkdtempSync(join(tmpdir(), 'bench-diff-'));
  cpSync(original, fileOf(source, YELLOW));
  const stage = await BenchStage.start({ source, engine: 'duckdb' });
  try {
    await stage.ops('run', YELLOW.month);
    for (const what of ['some', 'all']) {
      await timed(python, [plain('republish.py'), original, fileOf(source, YELLOW), what], process.env);
      await stage.ops('run', YELLOW.month);
      await measure(stage, what, runs);
      cpSync(original, fileOf(source, YELLOW));
      await stage.ops('run', YELLOW.month);
    }
  } finally {
    await stage.remove();
    rmSync(source, { recursive: true });
  }
}

async function measure(stage: BenchStage, what: string, runs: number): Promise<void> {
  const publications = await publicationsOf(stage);
  const seconds: number[] = [];
  const cpu: number[] = [];
  const bytes: number[] = [];
  let rows = '';
  for (let run = 0; run < runs; run += 1) {
    const own = treeMemory([process.pid]);
    const before = cpuOfChildren();
    const peak = watchPeak(() => [process.pid], WATCH_MS);
    const ended = await stage.ops('diff', YELLOW.month, ...publications, '--json');
    bytes.push(peak() - own);
    cpu.push(cpuOfChildren() - before);
    seconds.push(ended.seconds);
    rows = JSON.stringify((JSON.parse(ended.stdout) as { rows: object }).rows);
  }
  const most = Math.max(...bytes);
  const isOver = what === 'some' && (Math.max(...seconds) > MOST_SECONDS || most > MOST_BYTES);
  console.log(`ops diff of two full months of yellow, ${what} rows otherwise: ${rows}
  seconds      ${spread(seconds)}${isOver ? `  (over ${MOST_SECONDS} s or 1 GiB)` : ''}
  CPU          ${spread(cpu)}
  peak memory  ${Math.round(most / 1024 ** 2)} MiB`);
}

/** CPU seconds of the commands that this process has run to their end. */
const cpuOfChildren = (): number => {
  const { user, system } = process.cpuUsage();
  return cpuOf(process.pid) - (user + system) / 1e6;
};

/** The first publication and the newest one: the month itself was put back in between. */
async function publicationsOf(stage: BenchStage): Promise<string[]> {
  const { stdout } = await stage.ops('status', YELLOW.month, '--json');
  const [month] = (JSON.parse(stdout) as { months: { kept: { etag: string; ingested_at: string }[] }[] })
    .months;
  const kept = (month?.kept ?? []).toSorted((one, other) => one.ingested_at.localeCompare(other.ingested_at));
  return [kept[0]?.etag ?? '', kept.at(-1)?.etag ?? ''];
}
