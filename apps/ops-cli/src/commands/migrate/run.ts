import { type Dataset, parameterNames } from '@tlc-elt/contracts';
import * as z from 'zod';
import type { View } from '../../command.ts';
import { ExitCode } from '../../exit-code.ts';
import type { LogLine } from '../../jobs/log-reader.ts';
import { readableLine } from '../../jobs/readable-line.ts';
import { runJob } from '../../jobs/run-job.ts';
import type { Runtime } from '../../runtime.ts';
import { logLine } from '../../terminal/screen.ts';
import { table } from '../../terminal/table.ts';

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
  return {
    job_run: run.id,
    status: run.state,
    seconds: run.seconds,
    tables: tablesOf(run.lines),
    error: run.state === 'SUCCEEDED' ? null : (run.errorMessage ?? `the job ended as ${run.state}`),
  };
}

function tablesOf(lines: readonly LogLine[]): Result['tables'] {
  for (const { message } of lines.toReversed()) {
    if (!message.startsWith('{"migrated"')) continue;
    const report = Migrated.safeParse(JSON.parse(message));
    if (report.success) return report.data.migrated;
  }
  return [];
}

export function render({ job_run, status, tables, error }: Result, { style }: View): string {
  if (error !== null) return `${style.red(status)}: job run ${job_run}\n${error}`;
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

export const exitCode = ({ status }: Result): ExitCode =>
  status === 'SUCCEEDED' ? ExitCode.ok : ExitCode.failed;
