import { type DatasetContract, datasets, fhvhv, jobStates, yellow } from '@tlc-elt/contracts';
import { openLineageClient, openLineageProblems } from '@tlc-elt/testing';
import { beforeAll, expect, test } from 'vitest';
import { lineageEvents, type RunEvent, type RunFacts } from '../src/index.ts';
import { arnOf, at, attempt, endedIn, etag, loadedRun, month, unknownRun } from './facts.ts';

beforeAll(() => void openLineageClient(), 300_000);

const lines = (events: readonly unknown[]): string => events.map((event) => JSON.stringify(event)).join('\n');

/** Every way that a run of a dataset can end, and some that it cannot be told more of. */
const runsOf = (contract: DatasetContract): RunFacts[] => {
  const loaded = loadedRun(contract);
  const statuses = ['FAILED', 'TIMED_OUT', 'ABORTED'] as const;
  return [
    loaded,
    ...jobStates.flatMap((state) => statuses.map((status) => endedIn(contract, state, status))),
    unknownRun(contract),
    { ...unknownRun(contract), end: { status: 'SUCCEEDED', at: at(3), failure: undefined } },
    {
      ...unknownRun(contract),
      subject: undefined,
      end: { status: 'FAILED', at: at(3), failure: { error: 'PipelineInputError', message: 'no month' } },
      failedIn: 'CheckSource',
    },
    { ...loaded, manifest: undefined, report: undefined, profile: undefined },
    { ...loaded, redrivenAt: [at(5)] },
  ];
};

test('events of every dataset and every end are what the official client takes', () => {
  const events = Object.values(datasets).flatMap((contract) => runsOf(contract).flatMap(lineageEvents));
  expect(openLineageProblems(lines(events))).toEqual({ events: events.length, problems: [] });
});

test.each(Object.values(datasets).flatMap(runsOf))('a run begins once and ends at most once', (facts) => {
  const events = lineageEvents(facts);
  for (const id of new Set(events.map(({ run }) => run.runId))) {
    const types = events.filter(({ run }) => run.runId === id).map(({ eventType }) => eventType);
    expect(types.filter((type) => type === 'START')).toHaveLength(1);
    expect(types[0]).toBe('START');
    expect(types.slice(1, -1).filter((type) => type !== 'RUNNING')).toEqual([]);
  }
  expect(events.map(({ eventTime }) => eventTime)).toEqual(events.map(({ eventTime }) => eventTime).sort());
});

const endOf = (events: readonly RunEvent[], state?: string): RunEvent => {
  const suffix = state ?? 'yellow';
  const found = events.findLast(({ job }) => job.name.endsWith(`.${suffix}`));
  if (found === undefined) throw new Error(`no event of ${suffix}`);
  return found;
};

test('a loaded month: what each state read and wrote, and the run as a whole, with the numbers of the ledger', () => {
  const events = lineageEvents(loadedRun(yellow));
  const told = (state?: string) => {
    const { eventType, inputs, outputs } = endOf(events, state);
    return {
      eventType,
      inputs: inputs.map(({ namespace, name }) => `${namespace} ${name}`),
      outputs: outputs.map(({ namespace, name, outputFacets }) => [
        `${namespace} ${name}`,
        outputFacets?.outputStatistics?.rowCount,
      ]),
    };
  };
  const published = 'https://publisher.example trip-data/yellow_tripdata_2024-09.parquet';
  const raw = `s3://raw yellow/2024/09/${etag}/yellow_tripdata_2024-09.parquet`;
  const folder = `s3://processed yellow/2024/09/yellow-2024-09-r1/${attempt}`;
  const table = 'redshift://tlc-dev.us-east-1:5439 tlc.public.yellow_trips';
  expect(told('IngestRaw')).toEqual({ eventType: 'COMPLETE', inputs: [published], outputs: [[raw, 100]] });
  expect(told('TransformTrips')).toEqual({
    eventType: 'COMPLETE',
    inputs: [raw],
    outputs: [
      [`${folder}/trips`, 88],
      [`${folder}/quarantine`, 12],
      [`${folder}/quarantine_copy`, 12],
    ],
  });
  const tables = [
    [table, 88],
    [`${table}_quarantine`, 12],
  ];
  const inputs = [`${folder}/trips`, `${folder}/quarantine_copy`];
  expect(told('LoadRedshift')).toEqual({ eventType: 'COMPLETE', inputs, outputs: tables });
  expect(told()).toEqual({ eventType: 'COMPLETE', inputs: [published], outputs: tables });
});

test('column lineage of the run: each column of the table, what it is made of, and what filters the rows', () => {
  const { outputs } = endOf(lineageEvents(loadedRun(yellow)));
  const file = {
    namespace: 'https://publisher.example',
    name: 'trip-data/yellow_tripdata_2024-09.parquet',
  };
  const lineage = outputs[0]?.facets.columnLineage as unknown as {
    fields: Record<string, { inputFields: unknown[]; transformationDescription: string }>;
    dataset: { field: string }[];
  };
  expect(Object.keys(lineage.fields)).toEqual(yellow.columns.map(({ name }) => name));
  expect(lineage.fields.vendor_id).toEqual({
    inputFields: [
      {
        ...file,
        field: 'VendorID',
        transformations: [
          {
            type: 'DIRECT',
            subtype: 'TRANSFORMATION',
            description: 'CAST(VendorID AS INTEGER)',
            masking: false,
          },
        ],
      },
    ],
    transformationDescription: 'CAST(VendorID AS INTEGER)',
    transformationType: 'TRANSFORMATION',
  });
  expect(lineage.fields.pickup_datetime?.inputFields).toMatchObject([
    { field: 'tpep_pickup_datetime', transformations: [{ subtype: 'IDENTITY' }] },
  ]);
  expect(lineage.fields.source_month?.inputFields).toEqual([]);
  expect(lineage.dataset.map(({ field }) => field)).toEqual([
    'tpep_pickup_datetime',
    'trip_distance',
    'fare_amount',
    'total_amount',
  ]);
  const [, quarantine] = outputs;
  const rows = quarantine?.facets.columnLineage as unknown as typeof lineage | undefined;
  expect(rows?.fields.source_row?.inputFields).toHaveLength(19);
});

test('quality: each rule with its number, the audits, and NULLs by column', () => {
  const { inputs, outputs } = endOf(lineageEvents(loadedRun(yellow)));
  const { assertions = [] } = (inputs[0]?.inputFacets?.dataQualityAssertions ?? {}) as {
    assertions?: Record<string, unknown>[];
  };
  expect(assertions.map(({ name, success, actual, severity }) => [name, success, actual, severity])).toEqual([
    ['trip_distance_positive', false, '12', 'warn'],
    ['fare_amount_positive', true, '0', 'warn'],
    ['total_amount_positive', true, '0', 'warn'],
    ['pickup_in_source_month', true, '0', 'warn'],
    ['rows_accounted_for', true, '100', 'error'],
    ['loaded_rows', true, '88', 'error'],
  ]);
  expect(assertions[0]).toMatchObject({ column: 'trip_distance', expected: '0', contentType: 'sql' });
  expect(outputs[0]?.facets.dataQualityMetrics).toMatchObject({
    rowCount: 88,
    columnMetrics: {
      vendor_id: { nullCount: 0, count: 88 },
      pickup_datetime: { nullCount: 5, count: 83 },
    },
    lastUpdated: at(25).toISOString(),
  });
});

test.each(jobStates)('a run that fails in %s says why, and has written nothing from there on', (state) => {
  const events = lineageEvents(endedIn(fhvhv, state, 'FAILED'));
  const failed = events.filter(({ eventType }) => eventType === 'FAIL');
  expect(failed.map(({ job }) => job.name)).toEqual([
    `tlc-dev-pipeline.fhvhv.${state}`,
    'tlc-dev-pipeline.fhvhv',
  ]);
  for (const { run, outputs } of failed) {
    expect(run.facets.errorMessage).toMatchObject({
      message: 'LoadFailed: it is not there',
      programmingLanguage: 'PYTHON',
    });
    expect(outputs).toEqual([]);
  }
});

test('a load that was committed before its job failed is told as written', () => {
  const { load } = loadedRun(yellow);
  const events = lineageEvents({ ...endedIn(yellow, 'LoadRedshift', 'FAILED'), load });
  const { eventType, outputs } = endOf(events, 'LoadRedshift');
  expect([eventType, outputs.map(({ name }) => name)]).toEqual([
    'FAIL',
    ['tlc.public.yellow_trips', 'tlc.public.yellow_trips_quarantine'],
  ]);
});

test('a month that was loaded already is read and not written', () => {
  const facts = { ...loadedRun(yellow), states: [], load: undefined, report: undefined, profile: undefined };
  const { eventType, inputs, outputs } = endOf(lineageEvents(facts));
  expect([eventType, inputs.length, outputs]).toEqual(['COMPLETE', 1, []]);
});

test('the ids of runs are those that anybody can tell from the ARN, and states name their run as parent', () => {
  const [start, ...others] = lineageEvents(loadedRun(yellow));
  // python3 -c "import uuid; print(uuid.uuid5(uuid.NAMESPACE_URL, '<the ARN>'))"
  expect(arnOf('yellow')).toContain(`yellow-${month}-r1`);
  expect(start?.run.runId).toBe('95de2c52-78d5-5652-991c-6f01ab1151f5');
  const parents = others.flatMap(({ run }) => run.facets.parent ?? []);
  expect(parents).toHaveLength(6);
  for (const parent of parents) expect(parent.run).toEqual({ runId: start?.run.runId });
});

test('the official client refuses what no schema has', () => {
  const [event] = lineageEvents(loadedRun(yellow));
  const wrong = [
    { ...event, madeUp: 1 },
    { ...event, eventType: 'ENDED' },
    { ...event, run: { facets: {} } },
    { ...event, run: { ...event?.run, runId: 'no uuid' } },
    { ...event, eventTime: '2024-09' },
    { ...event, outputs: [{ namespace: 's3://raw', name: 'a', facets: { schema: { fields: [] } } }] },
  ];
  expect(openLineageProblems(lines(wrong)).problems).toHaveLength(wrong.length);
});
