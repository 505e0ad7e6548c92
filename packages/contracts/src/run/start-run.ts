import type { Dataset } from '../dataset/datasets.ts';
import type { SourceMonth } from '../input/month.ts';
import type { PlanMark } from '../input/pipeline-input.ts';
import { nextRunNumber, parseRunName, runName } from './run-name.ts';

/** What starting a run needs of Step Functions and S3. */
export interface ExecutionPort {
  /** Executions of the pipeline that Step Functions still knows. */
  executions(): Promise<
    readonly { readonly name: string; readonly executionArn: string; readonly running: boolean }[]
  >;
  /** Names of runs of the month that left something on S3: Step Functions forgets names after 90 days. */
  pastRuns(dataset: Dataset, month: SourceMonth): Promise<readonly string[]>;
  /** Starts an execution and gives its ARN; undefined where the name is taken (ExecutionAlreadyExists). */
  start(name: string, input: RunInput): Promise<string | undefined>;
}

/** Input of an execution as a starter writes it. */
export interface RunInput {
  readonly dataset: Dataset;
  readonly month: SourceMonth;
  readonly force?: boolean;
  readonly no_wait?: boolean;
  readonly accept_quarantine?: boolean;
  readonly accept_older?: boolean;
  readonly accept_shrink?: boolean;
  readonly accept_republication?: boolean;
  readonly accept_unusual?: boolean;
  readonly publication?: string;
  readonly plan?: PlanMark;
}

export interface StartedRun {
  readonly name: string;
  readonly executionArn: string;
  /** False where a run of the month was going already. */
  readonly started: boolean;
}

/** The error with which a waiting run is stopped because another looks for its month in its place: no bad end. */
export const WOKEN = 'Woken';

/** Two starters may take the same number; this many times the next one is tried. */
const MOST_TRIES = 10;

/** Attaches to the running execution of a month, else starts one under the next free name. */
export async function startRun(port: ExecutionPort, input: RunInput): Promise<StartedRun> {
  const { dataset, month } = input;
  const taken = new Set(await port.pastRuns(dataset, month));
  for (let attempt = 0; attempt < MOST_TRIES; attempt += 1) {
    const executions = await port.executions();
    const going = executions.find(({ name, running }) => running && isOf(name, dataset, month));
    if (going) return { name: going.name, executionArn: going.executionArn, started: false };
    for (const { name } of executions) taken.add(name);
    const name = runName(dataset, month, nextRunNumber(dataset, month, taken));
    const executionArn = await port.start(name, input);
    if (executionArn !== undefined) return { name, executionArn, started: true };
    taken.add(name);
  }
  throw new Error(
    `no free name for a run of ${dataset} ${month} after ${MOST_TRIES} tries: another starter takes them; try again`,
  );
}

const isOf = (name: string, dataset: Dataset, month: SourceMonth): boolean => {
  const run = parseRunName(name);
  return run?.dataset === dataset && run.month === month;
};
