import { type Dataset, datasets, namedRelationsOf, parameterNames, tablesOf } from '@tlc-elt/contracts';
import * as z from 'zod';
import type { View } from '../../command.ts';
import { ExitCode } from '../../exit-code.ts';
import type { LogLine } from '../../jobs/log-reader.ts';
import { readableLine } from '../../jobs/readable-line.ts';
import { type FinishedRun, runJob } from '../../jobs/run-job.ts';
import type { Runtime } from '../../runtime.ts';
import { logLine } from '../../terminal/screen.ts';
import { table } from '../../terminal/table.ts';
import { isMissingTable } from '../../warehouse/query.ts';
import { columnsThatDiffer } from '../../warehouse/table-columns.ts';

/** What MigrateWarehouse prints of each table; it may say more. */
const Migrated = z.object({
  migrated: z.array(z.looseObject({ table: z.string(), action: z.string(), next: z.string().optional() })),
});

export interface Options {
  readonly dataset: Dataset;
}

export interface Result {
  readonly job_run: string;
  readonly status: string;
  readonly seconds: number;
  readonly tables: z.infer<typeof Migrated>['migrated'];
  readonly error: string | null;
  /** What to type where something is left to do; null where nothing is. */
  readonly next: string | null;
}

const JOB = 'MigrateWarehouse';

/** Runs the job and gives what it said that it did. */
export async function run({ dataset }: Options, runtime: Runtime): Promise<Result> {
  const jobName = (await runtime.parameters()).get(parameterNames(runtime.stage).jobNames[JOB]);
  const { progress } = runtime;
  progress.line(`${JOB} started ${progress.style.dim('(Ctrl-C stops watching, not the job)')}`);
  const run = await runJob(runtime, JOB, jobName, { '--dataset': dataset }, ({ message }) =>
    progress.line(progress.style.dim(`    ${logLine(readableLine(message) ?? '')}`)),
  );
  progress.status('');
  const behind = run.state === 'SUCCEEDED' ? await tablesBehind(runtime, dataset) : [];
  return {
    job_run: run.id,
    status: run.state,
    seconds: run.seconds,
    tables: saidBy(run.lines),
    error: errorOf(run, behind),
    next: behind.length === 0 ? null : `${runtime.deployment}, then ${runtime.hint('migrate')}`,
  };
}

/** Tables and views that still have other columns than this clone's contract: the job was deployed with another contract. */
async function tablesBehind(runtime: Runtime, dataset: Dataset): Promise<string[]> {
  const behind: string[] = [];
  const contract = datasets[dataset];
  const relations = [...tablesOf(contract), ...namedRelationsOf(contract)];
  for (const table of relations.filter((each) => each.public)) {
    const difference = await columnsThatDiffer(runtime, table).catch((error: unknown) => {
      if (isMissingTable(error)) return undefined; // the first load makes it
      throw error;
    });
    if (difference !== undefined) behind.push(`${table.name} ${difference}`);
  }
  return behind;
}

function errorOf({ state, errorMessage }: FinishedRun, behind: readonly string[]): string | null {
  if (state !== 'SUCCEEDED') return errorMessage ?? `the job ended as ${state}`;
  if (behind.length === 0) return null;
  return `what is deployed has another contract than this clone: ${behind.join('; ')}`;
}

function saidBy(lines: readonly LogLine[]): Result['tables'] {
  for (const { message } of lines.toReversed()) {
    if (!message.startsWith('{"migrated"')) continue;
    const report = Migrated.safeParse(JSON.parse(message));
    if (report.success) return report.data.migrated;
  }
  return [];
}

export function render({ job_run, status, tables, error, next }: Result, { style }: View): string {
  if (error !== null)
    return `${style.red(status === 'SUCCEEDED' ? 'NOT MIGRATED' : status)}: job run ${job_run}\n${error}${next === null ? '' : `\nnext:  ${next}`}`;
  const text = table<Result['tables'][number]>(
    [
      { title: 'table', value: (done) => done.table },
      {
        title: 'what was done',
        value: ({ action }) => (action === 'unchanged' ? style.dim(action) : style.green(action)),
      },
    ],
    tables,
  );
  const nexts = tables.flatMap(({ next }) => (next ? [`next:  ${next}`] : []));
  return [text, ...nexts].join('\n\n');
}

export const exitCode = ({ status, error }: Result): ExitCode =>
  status === 'SUCCEEDED' && error === null ? ExitCode.ok : ExitCode.failed;
