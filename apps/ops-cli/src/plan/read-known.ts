import {
  Dataset,
  datasetOf,
  datasetPrefix,
  monthPrefix,
  type Publication,
  parameterNames,
  parseRunName,
} from '@tlc-elt/contracts';
import { eachAtOnce } from '../each-at-once.ts';
import { describeExecution, type Execution, listExecutions, subjectOf } from '../executions/executions.ts';
import { listObjects } from '../objects/objects.ts';
import { publicationsOf } from '../publisher/publications.ts';
import type { Runtime } from '../runtime.ts';
import { type Ledger, readLedgerOf, readWholeLedger } from '../warehouse/ledger.ts';
import type { Known, MonthOfDataset } from './known.ts';
import { isSupported } from './month-state.ts';

/** Executions that are described at one time. */
const DESCRIBED_AT_ONCE = 8;

type OfMonths<Value> = ReadonlyMap<string, Value>;

const keyOf = ({ dataset, month }: { readonly dataset: string; readonly month: string }): string =>
  `${dataset} ${month}`;

/** All that a plan of the months stands on. The quarantine of each is compared with the loads of all others. */
export const readKnown = (runtime: Runtime, months: readonly MonthOfDataset[]): Promise<Known[]> =>
  readAll(runtime, months, readWholeLedger(runtime));

/** The same, of these months alone: enough to tell whether they are as they were planned. */
export const readAgain = (runtime: Runtime, months: readonly MonthOfDataset[]): Promise<Known[]> =>
  readAll(runtime, months, readLedgerOf(runtime, months));

async function readAll(
  runtime: Runtime,
  months: readonly MonthOfDataset[],
  reading: Promise<Ledger>,
): Promise<Known[]> {
  const [ledger, executions, publications, runs] = await Promise.all([
    reading,
    listExecutions(runtime),
    readPublications(runtime, months),
    readRuns(runtime, months),
  ]);
  return knownOf(runtime, months, { ledger, executions, publications, runs });
}

interface Sources {
  readonly ledger: Ledger;
  readonly executions: readonly Execution[];
  readonly publications?: OfMonths<Publication>;
  /** Runs that left files on S3. */
  readonly runs?: OfMonths<readonly string[]>;
}

/** What the sources say of each month. */
export async function knownOf(
  runtime: Runtime,
  months: readonly MonthOfDataset[],
  { ledger, executions, publications, runs }: Sources,
): Promise<Known[]> {
  const loads = groupedBy(ledger.loads, (row) => keyOf({ ...row, month: row.source_month }));
  const ofDataset = groupedBy(ledger.loads, ({ dataset }) => dataset);
  const unreadable = groupedBy(ledger.unreadable, ({ dataset, month }) =>
    keyOf({ dataset: String(dataset), month: month ?? '' }),
  );
  const named = groupedBy(executions, ({ name }) => keyOf(parseRunName(name) ?? { dataset: '', month: '' }));
  const byHand = await runningByHand(runtime, executions);
  return eachAtOnce(DESCRIBED_AT_ONCE, months, async (of) => {
    const key = keyOf(of);
    const [own = [], going = []] = [loads.get(key), named.get(key)];
    return {
      ...of,
      loads: own,
      ofDataset: ofDataset.get(of.dataset) ?? [],
      unreadableLoads: unreadable.get(key)?.length ?? 0,
      publication: publications?.get(key),
      running: going.find(isRunning)?.name ?? byHand.get(key),
      error: await errorOf(runtime, going[0]),
      runs: [...own.map(({ run_id }) => run_id), ...going.map(({ name }) => name), ...(runs?.get(key) ?? [])],
    };
  });
}

const isRunning = ({ status }: Execution): boolean => status === 'RUNNING' || status === 'PENDING_REDRIVE';

async function errorOf(runtime: Runtime, newest: Execution | undefined): Promise<string | undefined> {
  return newest?.status === 'FAILED' ? (await describeExecution(runtime, newest.arn)).error : undefined;
}

/** Executions that somebody started under a name of his own, by the month in their input. */
async function runningByHand(runtime: Runtime, executions: readonly Execution[]): Promise<OfMonths<string>> {
  const foreign = executions.filter((execution) => isRunning(execution) && !parseRunName(execution.name));
  const subjects = await eachAtOnce(DESCRIBED_AT_ONCE, foreign, (each) => subjectOf(runtime, each));
  return new Map(
    subjects.flatMap((subject, i) => (subject ? [[keyOf(subject), foreign[i]?.name ?? '']] : [])),
  );
}

/** What the publisher has of the months that the contract can load; of others it is not asked. */
async function readPublications(
  runtime: Runtime,
  months: readonly MonthOfDataset[],
): Promise<OfMonths<Publication>> {
  const found = new Map<string, Publication>();
  for (const [dataset, own] of ofDatasets(months)) {
    const contract = datasetOf(dataset);
    const asked = own.map(({ month }) => month).filter((month) => isSupported(contract, month));
    for (const [month, publication] of await publicationsOf(runtime, contract, asked))
      found.set(keyOf({ dataset, month }), publication);
  }
  return found;
}

/** Runs of which S3 still knows, by month: Step Functions forgets names after 90 days, and not every run came to the ledger. */
async function readRuns(
  runtime: Runtime,
  months: readonly MonthOfDataset[],
): Promise<OfMonths<readonly string[]>> {
  const bucket = (await runtime.parameters()).get(parameterNames(runtime.stage).processedBucket);
  const names = await Promise.all(
    ofDatasets(months).map(async ([dataset, [first, ...more]]) => {
      const prefix = first && more.length === 0 ? monthPrefix(dataset, first.month) : datasetPrefix(dataset);
      const { objects } = await listObjects(runtime, bucket, prefix);
      return [...new Set(objects.map(({ key }) => key.split('/')[3] ?? ''))];
    }),
  );
  return groupedBy(names.flat(), (name) => keyOf(parseRunName(name) ?? { dataset: '', month: '' }));
}

const ofDatasets = (months: readonly MonthOfDataset[]): [Dataset, MonthOfDataset[]][] =>
  Dataset.options.flatMap((dataset): [Dataset, MonthOfDataset[]][] => {
    const own = months.filter((month) => month.dataset === dataset);
    return own.length === 0 ? [] : [[dataset, own]];
  });

function groupedBy<Item>(items: readonly Item[], key: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
