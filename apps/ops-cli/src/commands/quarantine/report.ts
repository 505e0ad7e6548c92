import { type Dataset, monthPrefix, type SourceMonth, type TransformReport } from '@tlc-elt/contracts';
import { reportsBelow } from '@tlc-elt/stored';
import { Failed } from '../../errors.ts';
import { bucketsOf } from '../../objects/bucket.ts';
import type { Runtime } from '../../runtime.ts';

export interface Options {
  readonly dataset: Dataset;
  readonly month: SourceMonth;
  /** Only rows that break this rule are sampled. */
  readonly rule: string | undefined;
  /** The run whose rows are meant; the newest that wrote any where undefined. */
  readonly run: string | undefined;
  /** Undefined: five on the screen, all in an export. */
  readonly sample: number | undefined;
}

/** The transform report of the run whose rows are meant. */
export async function reportOf({ dataset, month, run }: Options, runtime: Runtime): Promise<TransformReport> {
  const { processed } = await bucketsOf(runtime);
  const reports = await reportsBelow(processed, monthPrefix(dataset, month));
  const newest = reports.find(({ run_id }) => run === undefined || run_id === run);
  if (newest) return newest;
  throw new Failed(
    run === undefined
      ? `no run has transformed ${month} yet`
      : `${run} has written no transform report of ${month}`,
    run === undefined ? runtime.hint(`run ${month}`) : runtime.hint(`quarantine ${month}`),
  );
}

/** Nothing lies where the report says that a file is. */
export const missing = (runtime: Runtime, bucket: string, key: string): Failed =>
  new Failed(`s3://${bucket}/${key} is missing; the transform report names it`, runtime.hint('verify'));
