import { Logger } from '@aws-lambda-powertools/logger';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import {
  baseUrlParameter,
  type DatasetContract,
  datasetOf,
  embeddedMetric,
  type PipelineInput,
  parsePipelineInput,
  RunPlan,
  type SourceFile,
  sourceUrl,
} from '@tlc-elt/contracts';
import { bucketOn, newestLoad } from '@tlc-elt/stored';
import { Config } from './config.ts';
import { keptPublication } from './kept-publication.ts';
import { checkMonth, checkPlanned, daysSinceEnd, planToLoad, planToWait } from './plan.ts';
import { publicationAt } from './publication.ts';
import { runIdOf } from './run-id.ts';
import { sourceBaseUrl } from './source-base-url.ts';

const config = Config.parse(process.env);
const logger = new Logger({ serviceName: 'check-source' });
const ssm = new SSMClient();
const s3 = new S3Client();
const processed = bucketOn(s3, config.processedBucket);

/** What the workflow sends: the execution's input as it came, and its name. */
export interface CheckSourceEvent {
  readonly input: unknown;
  readonly execution_name: string;
}

/** First state of the workflow: is the input valid, the month published, loaded already? Gives the run's plan. */
export async function handler(event: CheckSourceEvent): Promise<RunPlan> {
  const input = parsePipelineInput(event.input);
  const contract = datasetOf(input.dataset);
  checkMonth(contract, input);
  const circumstances = {
    contract,
    input,
    runId: runIdOf(event.execution_name),
    now: new Date(),
    waitSeconds: config.waitSeconds,
    stopOn: config.stopOn,
  };
  const source = await sourceOf(contract, input);
  checkPlanned(input, source);
  const plan = source
    ? planToLoad(circumstances, source, await newestLoad(processed, input))
    : planToWait(circumstances);
  logger.info('plan', { plan });
  measure(plan, circumstances.now);
  return RunPlan.parse(plan);
}

/** The file to load: an earlier publication where the input names one, else the publisher's. */
async function sourceOf(
  contract: DatasetContract,
  { month, publication }: PipelineInput,
): Promise<SourceFile | undefined> {
  if (publication !== undefined) return keptPublication(s3, config.rawBucket, contract, month, publication);
  const baseUrl = await sourceBaseUrl(ssm, baseUrlParameter(config.stage, contract));
  return publicationAt(contract, sourceUrl(contract, baseUrl, month));
}

/** Says how long a month is waited for, and whether too long; the logger would wrap what must stand alone in a line. */
function measure({ dataset, month, outcome }: RunPlan, now: Date): void {
  if (outcome !== 'not_published' && outcome !== 'publication_overdue') return;
  const values = {
    MonthAgeDays: daysSinceEnd(month, now),
    PublicationOverdue: outcome === 'publication_overdue' ? 1 : 0,
  };
  process.stdout.write(`${embeddedMetric({ Stage: config.stage, Dataset: dataset }, values, now)}\n`);
}
