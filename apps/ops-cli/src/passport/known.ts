import {
  addMonths,
  type Dataset,
  type DatasetContract,
  datasets,
  type LedgerRow,
  Profile,
  PublicationDiff,
  parameterNames,
  profileKey,
  publicationDiffKey,
  type RawManifest,
  type SourceMonth,
} from '@tlc-elt/contracts';
import type { Known, LoadedMonth, Proved } from '@tlc-elt/passport';
import { verifyDataset } from '../commands/verify/run.ts';
import { Failed } from '../errors.ts';
import { readText } from '../objects/objects.ts';
import { parseJson } from '../objects/parse-json.ts';
import { readRawManifests } from '../objects/raw-manifests.ts';
import type { Runtime } from '../runtime.ts';
import { readLedger } from '../warehouse/ledger.ts';
import { examplesOf } from './examples.ts';
import { zoneNamesOf } from './zone-names.ts';

/** Months before that a month is compared with. */
const MONTHS_BEFORE = 12;

/** All that is known of a loaded month; throws Failed where it is not loaded, or its load has no profile. */
export async function knownOf(runtime: Runtime, dataset: Dataset, month: SourceMonth): Promise<Known> {
  const contract = datasets[dataset];
  const wanted = Array.from({ length: MONTHS_BEFORE + 1 }, (_, back) => addMonths(month, -back));
  const { loads } = await readLedger(runtime, dataset, wanted);
  const newestOf = (wantedMonth: SourceMonth): LedgerRow | undefined =>
    loads.find(({ source_month }) => source_month === wantedMonth);
  const load = newestOf(month);
  if (load === undefined) throw new Failed(`${dataset} ${month} is not loaded`, runtime.hint(`run ${month}`));
  const [own, ...others] = await Promise.all(
    wanted.map((each) => loadedMonth(runtime, contract, newestOf(each))),
  );
  if (own === undefined)
    throw new Failed(
      `the load ${load.run_id} has no profile: an older version made it, or the file is gone`,
      runtime.hint(`run ${month} --force`),
    );
  // What is made up says nothing of real months, nor these of it.
  const alike = others.map((each) => (each?.load.generated === load.generated ? each : undefined));
  const manifests = await readRawManifests(runtime, contract, month);
  return {
    ...own,
    contract,
    stage: runtime.stage,
    proved: await provedOf(runtime, dataset, month),
    history: alike.filter((each) => each !== undefined),
    lastYear: alike[MONTHS_BEFORE - 1],
    manifests,
    examples: await examplesOf(runtime, contract, load),
    zoneNames: await zoneNamesOf(runtime, contract),
    difference: await differenceOf(runtime, contract, load, manifests),
  };
}

/** A load with its profile; undefined where there is none. */
async function loadedMonth(
  runtime: Runtime,
  contract: DatasetContract,
  load: LedgerRow | undefined,
): Promise<LoadedMonth | undefined> {
  if (load === undefined) return undefined;
  const bucket = (await runtime.parameters()).get(parameterNames(runtime.stage).processedBucket);
  const key = profileKey(contract, load.source_month, load.run_id, load.attempt);
  const profile = Profile.safeParse(parseJson(await readText(runtime, bucket, key)));
  return profile.success ? { load, profile: profile.data } : undefined;
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

/** What the loaded publication changed against the one before, where IngestRaw has compared them. */
async function differenceOf(
  runtime: Runtime,
  contract: DatasetContract,
  load: LedgerRow,
  manifests: readonly RawManifest[],
): Promise<PublicationDiff | undefined> {
  const bucket = (await runtime.parameters()).get(parameterNames(runtime.stage).rawBucket);
  for (const { source } of manifests.toSorted((one, other) =>
    one.source.last_modified < other.source.last_modified ? 1 : -1,
  )) {
    if (source.etag === load.source_etag) continue;
    const key = publicationDiffKey(contract, load.source_month, load.source_etag, source.etag);
    const found = PublicationDiff.safeParse(parseJson(await readText(runtime, bucket, key)));
    if (found.success) return found.data;
  }
  return undefined;
}
