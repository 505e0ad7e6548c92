import { type JobState, killJob, runningJob } from '../jobs.ts';
import type { SeamRule } from '../seam/rule.ts';
import { type Fault, keepsOld, loads, readByTransform } from './fault.ts';
import type { Month, Ran } from './world.ts';

const KILLED = /signal SIGKILL/;

/** Runs the month, waits until a request is held, and ends the job that made it. */
async function killedAt(month: Month, state: JobState, hold: string): Promise<Ran> {
  const ran = month.run();
  await month.world.seam.hit(hold);
  await killJob(await runningJob(month.world.stage, state, month));
  month.world.seam.remove(hold);
  return ran;
}

const killed = (
  what: string,
  state: JobState,
  rule: Pick<SeamRule, 'method' | 'path' | 'skip'>,
  engines?: Fault['engines'],
): Fault => ({
  what: `a Glue job that is killed: ${what}`,
  act: (month) => killedAt(month, state, month.objectsFail({ ...rule, action: { kind: 'hold' } })),
  expect: keepsOld(KILLED),
  ...(engines ? { engines } : {}),
});

/** The load's transaction of a month, as it is submitted; `confirm` is what counts again after it. */
export const transaction = ({ month, trips }: Month): Pick<SeamRule, 'service' | 'operation' | 'body'> => ({
  service: 'redshift-data',
  operation: '^BatchExecuteStatement$',
  body: `LOCK ${trips.contract.lockTable}.*DELETE FROM ${trips.contract.table} WHERE source_month = DATE '${month}-01'`,
});
const confirm = ({ month, trips }: Month): Pick<SeamRule, 'service' | 'operation' | 'body'> => ({
  service: 'redshift-data',
  operation: '^BatchExecuteStatement$',
  body: `^(?!.*LOCK \\w*load_lock).*COUNT\\(\\*\\) FROM ${trips.contract.table} WHERE source_month = DATE '${month}-01'`,
});

/** Jobs that die, and a warehouse that does not answer. */
export const processFaults: readonly Fault[] = [
  {
    what: 'a Glue job that is killed: IngestRaw, while it downloads',
    act: (month) => {
      const before = async (): Promise<void> =>
        killJob(await runningJob(month.world.stage, 'IngestRaw', month));
      month.publisherFails({ method: 'GET', times: 1, before });
      return month.run();
    },
    expect: keepsOld(KILLED),
  },
  killed('IngestRaw, before the raw file is stored', 'IngestRaw', {
    method: 'PUT',
    path: '.*_tripdata',
  }),
  killed('IngestRaw, between raw file and manifest', 'IngestRaw', { method: 'PUT', path: '.*raw-manifest' }),
  killed('TransformTrips, while it reads', 'TransformTrips', readByTransform),
  killed('TransformTrips, while it stores rows', 'TransformTrips', { method: 'PUT', path: '.*trips/' }, [
    'duckdb',
    'spark',
  ]),
  killed('TransformTrips, before its report', 'TransformTrips', {
    method: 'PUT',
    path: '.*transform-report',
  }),
  killed('LoadRedshift, before its transaction', 'LoadRedshift', {
    // AuditMonth reads it before; other months look back on the report of the run that is loaded.
    skip: 1,
    method: 'GET',
    path: '.*-r2/.*transform-report',
  }),
  {
    what: 'a Glue job that is killed: LoadRedshift, with its transaction on the way',
    act: (month) =>
      killedAt(month, 'LoadRedshift', month.rule({ ...transaction(month), action: { kind: 'hold' } })),
    expect: keepsOld(KILLED),
  },
  {
    what: 'a Glue job that is killed: LoadRedshift, after the commit',
    act: (month) =>
      killedAt(month, 'LoadRedshift', month.rule({ ...confirm(month), action: { kind: 'hold' } })),
    expect: { code: 1, cause: KILLED, table: 'new', loads: 1 },
  },
  {
    what: 'a Glue job that is killed: LoadRedshift, before it leaves the copy of its ledger row',
    act: (month) =>
      killedAt(
        month,
        'LoadRedshift',
        month.objectsFail({ method: 'PUT', path: '.*loaded.json', action: { kind: 'hold' } }),
      ),
    expect: { code: 1, cause: KILLED, table: 'new', loads: 1 },
  },
  {
    what: 'an S3 that refuses the copy of the ledger',
    act: (month) => {
      month.objectsFail({ method: 'PUT', path: '.*loaded.json', action: { kind: 'status', status: 503 } });
      return month.run();
    },
    expect: { ...loads, needless: 1 },
  },
  {
    what: "an answer of the Data API that is lost after the load's transaction was taken",
    act: (month) => {
      month.rule({ ...transaction(month), times: 1, action: { kind: 'lose-answer' } });
      return month.run();
    },
    expect: loads,
  },
  {
    what: "a Data API that answers 500 to the load's transaction three times",
    act: (month) => {
      month.rule({ ...transaction(month), times: 3, action: { kind: 'status', status: 500 } });
      return month.run();
    },
    expect: loads,
  },
];
