import {
  addMonths,
  type Dataset,
  type DatasetContract,
  datasets,
  type LedgerRow,
  type SourceMonth,
} from '@tlc-elt/contracts';
import type { Known, LoadedMonth, Proved } from '@tlc-elt/passport';
import {
  type Buckets,
  differenceOf,
  examplesOf,
  MONTHS_BEFORE,
  manifestsOf,
  profileOf,
  reportOf,
} from '@tlc-elt/stored';
import { verifyDataset } from '../commands/verify/run.ts';
import { Failed } from '../errors.ts';
import { bucketsOf } from '../objects/bucket.ts';
import type { Runtime } from '../runtime.ts';
import { readLedger } from '../warehouse/ledger.ts';
import { zoneNamesOf } from './zone-names.ts';

/** All that is known of a loaded month; throws Failed where it is not loaded, or its load has no profile. */
export async function knownOf(runtime: Runtime, dataset: Dataset, month: SourceMonth): Promise<Known> {
  const contract = datasets[dataset];
  const wanted = Array.from({ length: MONTHS_BEFORE + 1 }, (_, back) => addMonths(month, -back));
  const { loads } = await readLedger(runtime, dataset, wanted);
  const newestOf = (wantedMonth: SourceMonth): LedgerRow | undefined =>
    loads.find(({ source_month }) => source_month === wantedMonth);
  const load = newestOf(month);
  if (load === undefined) throw new Failed(`${dataset} ${month} is not loaded`, runtime.hint(`run ${month}`));
  const buckets = await bucketsOf(runtime);
  const [own, ...others] = await Promise.all(
    wanted.map((each) => loadedMonth(buckets, contract, newestOf(each))),
  );
  if (own === undefined)
    throw new Failed(
      `the load ${load.run_id} has no profile: an older version made it, or the file is gone`,
      runtime.hint(`run ${month} --force`),
    );
  // What is made up says nothing of real months, nor these of it.
  const alike = others.map((each) => (each?.load.generated === load.generated ? each : undefined));
  const manifests = await manifestsOf(buckets.raw, contract, month);
  return {
    ...own,
    contract,
    stage: runtime.stage,
    proved: await provedOf(runtime, dataset, month),
    history: alike.filter((each) => each !== undefined),
    lastYear: alike[MONTHS_BEFORE - 1],
    manifests,
    examples: await examplesOfLoad(buckets, contract, load),
    zoneNames: await zoneNamesOf(runtime, contract),
    difference: await differenceOf(buckets.raw, contract, load, manifests),
  };
}

/** A load with its profile; undefined where there is none. */
async function loadedMonth(
  { processed }: Buckets,
  contract: DatasetContract,
  load: LedgerRow | undefined,
): Promise<LoadedMonth | undefined> {
  const profile = load && (await profileOf(processed, contract, load));
  return load && profile && { load, profile };
}

/** Rejected rows of a load, by the files that its transform report names. */
async function examplesOfLoad({ processed }: Buckets, contract: DatasetContract, load: LedgerRow) {
  const report = await reportOf(processed, contract, load);
  return report === undefined ? {} : examplesOf(processed, contract, report);
}

/** What `ops verify` says of the month. */
async function provedOf(runtime: Runtime, dataset: Dataset, month: SourceMonth): Promise<Proved> {
  const { months, problems } = await verifyDataset(
    { dataset, months: [month], depth: 'quick', among: false },
    runtime,
  );
  const all = [...months.flatMap((each) => each.problems), ...problems];
  return { table_rows: months[0]?.table_rows ?? 0, problems: all.map(({ message }) => message) };
}
