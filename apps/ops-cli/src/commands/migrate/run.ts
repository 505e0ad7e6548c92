import { parameterNames } from '@tlc-elt/contracts';
import * as z from 'zod';
import type { LogLine } from '../../jobs/log-reader.ts';
import { readableLine } from '../../jobs/readable-line.ts';
import { runJob } from '../../jobs/run-job.ts';
import type { Runtime } from '../../runtime.ts';
import type { MigrateOptions } from './options.ts';

/** What MigrateWarehouse prints of each table; it may say more. */
const Migrated = z.object({
  migrated: z.array(z.looseObject({ table: z.string(), action: z.string(), next: z.string().optional() })),
});

export interface MigrateResult {
  readonly job_run: string;
  readonly status: string;
  readonly seconds: number;
  readonly tables: z.infer<typeof Migrated>['migrated'];
  readonly error: string | null;
}

const JOB = 'MigrateWarehouse';

/** Runs the job and gives what it said that it did. */
export async function migrateWarehouse(
  { dataset }: MigrateOptions,
  runtime: Runtime,
): Promise<MigrateResult> {
  const jobName = (await runtime.parameters()).get(parameterNames(runtime.stage).jobNames[JOB]);
  const { progress } = runtime;
  progress.line(`${JOB} started ${progress.style.dim('(Ctrl-C stops watching, not the job)')}`);
  const run = await runJob(runtime, JOB, jobName, { '--dataset': dataset }, ({ message }) =>
    progress.line(progress.style.dim(`    ${readableLine(message) ?? ''}`)),
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

function tablesOf(lines: readonly LogLine[]): MigrateResult['tables'] {
  for (const { message } of lines.toReversed()) {
    if (!message.startsWith('{"migrated"')) continue;
    const said = Migrated.safeParse(JSON.parse(message));
    if (said.success) return said.data.migrated;
  }
  return [];
}
