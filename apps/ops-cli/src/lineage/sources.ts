import { type Dataset, momentOf, parameterNames, type SourceMonth } from '@tlc-elt/contracts';
import { readHistory } from '@tlc-elt/executions';
import type { KnownLoad, Execution as Run, Sources } from '@tlc-elt/lineage';
import type { MonthOrExecution } from '../commands/month-operand.ts';
import { Failed } from '../errors.ts';
import {
  describeExecution,
  type Execution,
  executionArn,
  listExecutions,
  subjectOf,
} from '../executions/executions.ts';
import { HistoryReader } from '../executions/history-reader.ts';
import { bucketsOf } from '../objects/bucket.ts';
import type { Runtime } from '../runtime.ts';
import { type Ledger, readLedger } from '../warehouse/ledger.ts';

/** Where the stage keeps what runs have left; what is loaded is told by the ledger. */
export async function lineageSources(runtime: Runtime): Promise<Sources> {
  const parameters = await runtime.parameters();
  const names = parameterNames(runtime.stage);
  const ledgers = new Map<string, Promise<Ledger>>();
  const ledgerOf = (dataset: Dataset, month: SourceMonth): Promise<Ledger> => {
    const key = `${dataset} ${month}`;
    const ledger = ledgers.get(key) ?? readLedger(runtime, dataset, [month]);
    ledgers.set(key, ledger);
    return ledger;
  };
  return {
    places: {
      rawBucket: parameters.get(names.rawBucket),
      processedBucket: parameters.get(names.processedBucket),
      workgroup: parameters.get(names.workgroup),
      database: parameters.get(names.database),
    },
    ...(await bucketsOf(runtime)),
    loadOf: async (dataset, month, runId): Promise<KnownLoad | undefined> => {
      const { loads } = await ledgerOf(dataset, month);
      const load = loads.find(({ run_id }) => run_id === runId);
      return load && { ...load, loaded_at: new Date(momentOf(load.loaded_at)) };
    },
  };
}

/** The executions that are meant, oldest first of each month; read when they are called. */
export async function runsOf(
  runtime: Runtime,
  dataset: Dataset,
  wanted: readonly MonthOrExecution[],
): Promise<(() => Promise<Run>)[]> {
  const months = wanted.flatMap((each) => ('month' in each ? each.month : []));
  const known = months.length === 0 ? [] : await ofMonths(runtime, dataset, new Set(months));
  const arns: string[] = [];
  for (const each of wanted) {
    if ('execution' in each) arns.push(await executionArn(runtime, each.execution));
    else {
      const own = known.filter(({ month }) => month === each.month).map(({ execution }) => execution.arn);
      if (own.length === 0)
        throw new Failed(
          `Step Functions knows no execution of ${dataset} ${each.month}: it forgets them after 90 days`,
          runtime.hint(`run ${each.month}`),
        );
      arns.push(...own.reverse());
    }
  }
  return [...new Set(arns)].map((arn) => () => readRun(runtime, arn));
}

/** Executions of months of a dataset, newest first. */
async function ofMonths(runtime: Runtime, dataset: Dataset, months: ReadonlySet<string>) {
  const found: { month: string; execution: Execution }[] = [];
  for (const execution of await listExecutions(runtime)) {
    const subject = await subjectOf(runtime, execution);
    if (subject?.dataset === dataset && months.has(subject.month))
      found.push({ month: subject.month, execution });
  }
  return found;
}

async function readRun(runtime: Runtime, arn: string): Promise<Run> {
  const { input, startDate } = await describeExecution(runtime, arn);
  const story = readHistory(await new HistoryReader(runtime, arn).read());
  return { arn, startedAt: startDate ?? new Date(0), input, story };
}
