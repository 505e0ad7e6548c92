import {
  attemptPrefix,
  type DatasetContract,
  eraOfMonth,
  type JobState,
  jobStates,
  Profile,
  RawManifest,
  rawFileKey,
  sourceMonth,
  TransformReport,
} from '@tlc-elt/contracts';
import type { Ending, RunFacts, StateStay } from '../src/index.ts';

export const month = sourceMonth('2024-09');
export const attempt = '0f8b4c0e-1111-4222-8333-444455556666';
export const etag = '0123456789abcdef0123456789abcdef';
const START = Date.parse('2026-11-23T10:00:00Z');
export const at = (seconds: number): Date => new Date(START + seconds * 1000);

export const arnOf = (dataset: string): string =>
  `arn:aws:states:us-east-1:000000000000:execution:tlc-dev-pipeline:${dataset}-${month}-r1`;

const file = (key: string, rows: number) => ({ key, rows, bytes: rows * 10 });

/** 100 rows, of which the first rule rejects 12; the column after the first has 5 NULLs. */
function artifacts(contract: DatasetContract) {
  const era = eraOfMonth(contract, month);
  const runId = `${contract.dataset}-${month}-r1`;
  const shared = { dataset: contract.dataset, source_month: month, run_id: runId, contract_version: 1 };
  const source = {
    url: `https://publisher.example/trip-data/${contract.dataset}_tripdata_${month}.parquet`,
    etag,
    last_modified: '2024-11-20T00:00:00Z',
    bytes: 1000,
  };
  const key = rawFileKey(contract, month, etag);
  const manifest = RawManifest.parse({
    ...{ ...shared, version: 1, source, bucket: 'raw', key, bytes: 1000, sha256: 'a'.repeat(64), rows: 100 },
    physical_schema: era?.columns.map(({ name, types: [type] }) => ({ name, type })),
    ...{ row_groups: 1, era: era?.name, generated: false, ingested_at: '2026-11-23T10:00:10Z' },
  });
  const prefix = attemptPrefix(contract, month, runId, attempt);
  const report = TransformReport.parse({
    ...{ ...shared, version: 1, attempt, engine: 'duckdb', era: era?.name, source_etag: etag },
    ...{ raw_manifest: { bucket: 'raw', key }, source_rows: 100, accepted_rows: 88, quarantined_rows: 12 },
    quarantine_by_rule: Object.fromEntries(contract.rules.map(({ name }, i) => [name, i === 0 ? 12 : 0])),
    ...{ bucket: 'processed', trips: [file(`${prefix}trips/a.parquet`, 88)] },
    quarantine: [file(`${prefix}quarantine/a.parquet`, 12)],
    quarantine_copy: [file(`${prefix}quarantine_copy/a.parquet`, 12)],
    ...{ copy_manifest: 'c', quarantine_copy_manifest: 'q', generated: false, seconds: 1 },
    written_at: '2026-11-23T10:00:20Z',
  });
  const nothing = { none: 0, elsewhere: 0, hours: {} };
  const profile = Profile.parse({
    ...{ ...shared, version: 1, attempt, rows: 88, duplicate_rows: 0, days: nothing, zones: nothing },
    nulls: Object.fromEntries(contract.columns.map(({ name }, i) => [name, i === 1 ? 5 : 0])),
    ...{ categories: {}, measures: {} },
  });
  return { source, manifest, report, profile };
}

const succeeded = (seconds: number): Ending => ({ status: 'SUCCEEDED', at: at(seconds), failure: undefined });
const stays = (last?: JobState, end?: Ending): StateStay[] => {
  const through = last === undefined ? jobStates : jobStates.slice(0, jobStates.indexOf(last) + 1);
  return through.map((state, i) => ({
    state,
    startedAt: at(i * 10),
    end: state === last ? end : succeeded(i * 10 + 10),
  }));
};

/** A run of the dataset's month that has loaded it. */
export function loadedRun(contract: DatasetContract): RunFacts {
  return {
    executionArn: arnOf(contract.dataset),
    startedAt: at(0),
    redrivenAt: [],
    end: succeeded(31),
    failedIn: undefined,
    states: stays(),
    subject: { contract, month },
    places: { rawBucket: 'raw', processedBucket: 'processed', workgroup: 'tlc-dev', database: 'tlc' },
    ...artifacts(contract),
    load: { attempt, accepted_rows: 88, quarantined_rows: 12, loaded_rows: 88, loaded_at: at(25) },
  };
}

/** The same run, ended in a state, before that one has left anything. */
export function endedIn(contract: DatasetContract, state: JobState, status: Ending['status']): RunFacts {
  const failure =
    status === 'ABORTED' ? undefined : { error: 'LoadFailed', message: 'LoadFailed: it is not there' };
  const end = { status, at: at(40), failure };
  const all = loadedRun(contract);
  return {
    ...all,
    end,
    failedIn: state,
    states: stays(state, end),
    manifest: state === 'IngestRaw' ? undefined : all.manifest,
    report: state === 'LoadRedshift' ? all.report : undefined,
    profile: state === 'LoadRedshift' ? all.profile : undefined,
    load: undefined,
  };
}

/** Nothing but that it was started. */
export const unknownRun = (contract: DatasetContract): RunFacts => ({
  ...loadedRun(contract),
  ...{ end: undefined, states: [], source: undefined, manifest: undefined, report: undefined },
  ...{ profile: undefined, load: undefined },
});
