import { Logger } from '@aws-lambda-powertools/logger';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { embeddedMetric, parseRunName, Stage } from '@tlc-elt/contracts';
import * as z from 'zod';
import { askedRuns } from './asked-runs.ts';
import { TriggerEvent } from './event.ts';
import { executionPort } from './execution-port.ts';
import { MonthsNotStarted, startRuns, type TriggeredRun } from './start-runs.ts';

const config = z
  .object({ STAGE: Stage, STATE_MACHINE_ARN: z.string(), PROCESSED_BUCKET: z.string() })
  .parse(process.env);
const logger = new Logger({ serviceName: 'trigger' });
const port = executionPort(
  new SFNClient(),
  new S3Client(),
  config.STATE_MACHINE_ARN,
  config.PROCESSED_BUCKET,
);

/** What the schedule calls: starts the run of the due month, or attaches to the one that is going. */
export async function handler(
  event: unknown,
): Promise<TriggeredRun & { readonly refreshed?: readonly TriggeredRun[] }> {
  const inputs = askedRuns(TriggerEvent.parse(event));
  const { runs, failures } = await startRuns(port, inputs);
  for (const run of runs) logger.info(run.started ? 'started' : 'already running', { run });
  for (const failure of failures) logger.error('not started', { failure });
  for (const dataset of new Set(inputs.map((input) => input.dataset))) measure(dataset, runs);
  const [due, ...refreshed] = runs;
  if (failures.length > 0 || due === undefined) throw new MonthsNotStarted(failures);
  return { ...due, refreshed: inputs.length > 1 ? refreshed : undefined };
}

function measure(dataset: string, runs: readonly TriggeredRun[]): void {
  const started = runs.filter((run) => run.started && parseRunName(run.name)?.dataset === dataset).length;
  const dimensions = { Stage: config.STAGE, Dataset: dataset };
  process.stdout.write(`${embeddedMetric(dimensions, { MonthsStarted: started }, new Date())}\n`);
}
