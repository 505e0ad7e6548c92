import { runningJob } from '../jobs.ts';
import { type Fault, keepsOld, loads, readByTransform } from './fault.ts';
import { limitFileSize } from './limits.ts';
import type { Month } from './world.ts';

/** S3 answers 500 to two requests, which the clients' own retries outlive. */
const fails = (verb: string, method: string, path: string, engines?: Fault['engines']): Fault => {
  const hit = new Map<Month, string>();
  return {
    what: `S3 500 on ${verb}`,
    act: (month) => {
      const action = { kind: 'status', status: 500 } as const;
      hit.set(month, month.objectsFail({ method, path, times: 2, action }));
      return month.run();
    },
    expect: loads,
    also: (month) => {
      const hits = month.world.seam.hits(hit.get(month) ?? '');
      if (hits.length !== 2) throw new Error(`S3 was to fail twice, and failed ${hits.length} times`);
    },
    ...(engines ? { engines } : {}),
  };
};

/** A job's own disk is full: it may write no byte into a file. */
async function diskFull(month: Month, state: 'IngestRaw' | 'TransformTrips'): Promise<void> {
  limitFileSize(await runningJob(month.world.stage, state, month), 1);
}

/** Faults of S3 and of the jobs' disks. */
export const storageFaults: readonly Fault[] = [
  fails('HEAD of the raw file', 'HEAD', '.*parquet'),
  fails('GET of the raw manifest', 'GET', '.*raw-manifest'),
  fails('GET of the transform report', 'GET', '.*transform-report'),
  fails('PUT of the raw file', 'PUT', '.*_tripdata'),
  fails('PUT of accepted rows', 'PUT', '.*trips/.*parquet', ['duckdb', 'spark']),
  fails('PUT of the transform report', 'PUT', '.*transform-report'),
  fails('LIST', 'GET', '\\w+-[^/]*/(&|$)'),
  {
    what: 'S3 500 on PUT, for good',
    act: (month) => {
      month.objectsFail({ method: 'PUT', path: '.*copy-manifest', action: { kind: 'status', status: 500 } });
      return month.run();
    },
    expect: keepsOld(/InternalError/),
  },
  {
    what: 'a connection to S3 that breaks before a PUT',
    act: (month) => {
      month.objectsFail({ method: 'PUT', path: '.*raw-manifest', times: 2, action: { kind: 'break' } });
      return month.run();
    },
    expect: loads,
  },
  {
    what: 'an answer of S3 that is lost after a PUT',
    act: (month) => {
      month.objectsFail({
        method: 'PUT',
        path: '.*(trips/|report)',
        times: 2,
        action: { kind: 'lose-answer' },
      });
      return month.run();
    },
    expect: loads,
  },
  {
    what: 'a full disk in IngestRaw',
    act: (month) => {
      month.publisherFails({ method: 'GET', times: 1, before: () => diskFull(month, 'IngestRaw') });
      return month.run();
    },
    expect: keepsOld(/cannot be written: .*File too large/),
  },
  {
    what: 'a full disk in TransformTrips',
    act: async (month) => {
      const rule = month.objectsFail({ ...readByTransform, action: { kind: 'hold' } });
      const ran = month.run();
      await month.world.seam.hit(rule);
      await diskFull(month, 'TransformTrips');
      month.world.seam.remove(rule);
      return ran;
    },
    expect: keepsOld(/File too large/),
  },
  {
    what: 'a passport that cannot be written',
    act: (month) => {
      month.objectsFail({ method: 'PUT', path: '.*passport', action: { kind: 'status', status: 403 } });
      return month.run();
    },
    expect: loads,
    also: (_, { states }) => {
      const passport = states.find(({ name }) => name === 'WritePassport');
      if (passport?.status !== 'FAILED') throw new Error(`WritePassport is ${passport?.status}`);
    },
  },
];
