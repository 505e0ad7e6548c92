import type { Usage } from './estimate.ts';

export type Engine = 'duckdb' | 'spark';

/** What a month of a dataset is taken to be and to need on AWS, where nobody has measured it. */
export interface AssumedMonth {
  readonly rows: string;
  /** Bytes of the publisher's file, of the accepted rows that are written of it, and of those in the warehouse. */
  readonly published: number;
  readonly written: number;
  readonly table: number;
  /**
   * Seconds of each job: a start (20 s, Spark 60 s), twice the CPU seconds measured here by the vCPUs of its setting (a
   * quarter in IngestRaw, four in either engine), and what it reads and writes at 20 MB/s. LoadRedshift waits for Redshift.
   */
  readonly ingest: number;
  readonly transform: Readonly<Record<Engine, number>>;
  readonly load: number;
}

/** By dataset, of 2024-05; what Glue bills for at least where less is needed. Of a dataset that is missing nothing is told. */
export const ASSUMED = {
  yellow: {
    rows: '3.6 million',
    ...{ published: 60e6, written: 70e6, table: 60e6 },
    ...{ ingest: 60, transform: { duckdb: 60, spark: 120 }, load: 60 },
  },
  green: {
    rows: '60 thousand',
    ...{ published: 1.4e6, written: 2e6, table: 2e6 },
    ...{ ingest: 60, transform: { duckdb: 60, spark: 90 }, load: 60 },
  },
  fhv: {
    rows: '1.4 million',
    ...{ published: 16e6, written: 20e6, table: 20e6 },
    ...{ ingest: 60, transform: { duckdb: 60, spark: 120 }, load: 60 },
  },
  fhvhv: {
    rows: '20.7 million',
    ...{ published: 500e6, written: 570e6, table: 890e6 },
    ...{ ingest: 240, transform: { duckdb: 120, spark: 480 }, load: 420 },
  },
} as const satisfies Readonly<Record<string, AssumedMonth>>;
export type AssumedDataset = keyof typeof ASSUMED;

/** Glue's settings, which are the same for every dataset. */
const TRANSFORM_DPU: Readonly<Record<Engine, number>> = { duckdb: 1, spark: 2 };

/** TransformTrips of a month, as a job run of the usage. */
export const assumedTransform = (dataset: AssumedDataset, engine: Engine): Usage['jobs'][number] => ({
  state: 'TransformTrips',
  dpu: TRANSFORM_DPU[engine],
  seconds: ASSUMED[dataset].transform[engine],
});

/** What a run of a month is taken to use. */
export const assumedRun = (dataset: AssumedDataset, engine: Engine, rpu: number): Usage => {
  const { ingest, load } = ASSUMED[dataset];
  return {
    jobs: [
      { state: 'IngestRaw', dpu: 0.0625, seconds: ingest },
      assumedTransform(dataset, engine),
      { state: 'LoadRedshift', dpu: 0.0625, seconds: load },
    ],
    redshift: [{ state: 'LoadRedshift', seconds: load }],
    rpu,
    functions: [
      { state: 'Trigger', milliseconds: 1000, memoryMb: 256 },
      { state: 'CheckSource', milliseconds: 1000, memoryMb: 256 },
    ],
    transitions: 9,
  };
};
