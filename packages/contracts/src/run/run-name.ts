import { type Dataset, DEFAULT_DATASET } from '../dataset/datasets.ts';
import { SourceMonth } from '../input/month.ts';

/** Name of a run = name of its execution = run id: `<dataset>-2024-09-r3`. */
export const runName = (dataset: Dataset, month: SourceMonth, number: number): string =>
  `${dataset}-${month}-r${number}`;

/** A month among those of several datasets: `green 2024-09`, and `2024-09` of the default one. */
export const monthName = ({
  dataset,
  month,
}: {
  readonly dataset: string;
  readonly month: string;
}): string => (dataset === DEFAULT_DATASET ? month : `${dataset} ${month}`);

/** The parts of a run's name; undefined for an execution that was not named by `runName`. Numbers fit into the ledger. */
export function parseRunName(
  name: string,
): { dataset: string; month: SourceMonth; number: number } | undefined {
  const match = /^([a-z][a-z0-9_]*)-(\d{4}-(?:0[1-9]|1[0-2]))-r([1-9]\d{0,8})$/.exec(name);
  if (!match?.[1] || !match[2] || !match[3]) return undefined;
  return { dataset: match[1], month: SourceMonth.parse(match[2]), number: Number(match[3]) };
}

/**
 * The number of the next run of a month, over every name that is known of it.
 * Names come back after 90 days (Step Functions), so callers pass the ledger's, the S3 prefixes' and the executions'.
 */
export function nextRunNumber(dataset: Dataset, month: SourceMonth, names: Iterable<string>): number {
  let highest = 0;
  for (const name of names) {
    const run = parseRunName(name);
    if (run?.dataset === dataset && run.month === month) highest = Math.max(highest, run.number);
  }
  return highest + 1;
}
