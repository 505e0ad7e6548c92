import { setTimeout as sleep } from 'node:timers/promises';
import {
  DescribeStatementCommand,
  ExecuteStatementCommand,
  GetStatementResultCommand,
  type RedshiftDataClient,
} from '@aws-sdk/client-redshift-data';
import {
  type Dataset,
  dataApiErrors,
  firstDay,
  LEDGER_TABLE,
  PipelineError,
  type Provenance,
  type SourceMonth,
  saysOf,
} from '@tlc-elt/contracts';

/** The newest load of a month. */
export interface Loaded extends Provenance {
  readonly runId: string;
  readonly loadedAt: string;
}

interface Warehouse {
  readonly workgroup: string;
  readonly database: string;
}

const POLL_MS = 200;
/** A workgroup that was idle needs some seconds to come up; with the publisher's time it fits the function's timeout. */
const PATIENCE_MS = 40_000;

const SQL = `SELECT run_id, source_etag, source_bytes, source_last_modified, loaded_at FROM ${LEDGER_TABLE} WHERE dataset = :dataset AND source_month = CAST(:source_month AS DATE) ORDER BY load_number DESC LIMIT 1`;

/** The newest load of a month by the ledger; undefined where it was never loaded, or no ledger exists yet. */
export async function newestLoad(
  client: RedshiftDataClient,
  warehouse: Warehouse,
  dataset: Dataset,
  month: SourceMonth,
): Promise<Loaded | undefined> {
  try {
    return await ask(client, warehouse, dataset, month);
  } catch (error) {
    if (!isPassing(error)) throw error;
    throw unavailable(`could not be read: ${(error as Error).name}: ${(error as Error).message}`);
  }
}

async function ask(
  client: RedshiftDataClient,
  { workgroup, database }: Warehouse,
  dataset: Dataset,
  month: SourceMonth,
): Promise<Loaded | undefined> {
  const { Id } = await client.send(
    new ExecuteStatementCommand({
      WorkgroupName: workgroup,
      Database: database,
      Sql: SQL,
      StatementName: 'check-source',
      Parameters: [
        { name: 'dataset', value: dataset },
        { name: 'source_month', value: firstDay(month) },
      ],
    }),
  );
  if (!(await finished(client, Id ?? ''))) return undefined;
  const { Records = [] } = await client.send(new GetStatementResultCommand({ Id }));
  const [record] = Records;
  if (!record) return undefined;
  const [runId = '', source_etag = '', bytes, source_last_modified = '', loadedAt = ''] = record.map(
    ({ stringValue, longValue }) => stringValue ?? String(longValue),
  );
  return { runId, source_etag, source_bytes: Number(bytes), source_last_modified, loadedAt };
}

const unavailable = (what: string): PipelineError =>
  new PipelineError('LedgerUnavailable', `the ledger ${what}`);

/** Codes of the Data API, and the SDK's own for an answer that does not come. */
const passing = new Set<string | undefined>([...dataApiErrors.passing_codes, 'TimeoutError']);

/** Whether a retry by the workflow helps: throttled, the service's own fault, or no connection. */
function isPassing(error: unknown): boolean {
  const { name, $fault, code } = error as { name?: string; $fault?: string; code?: string };
  return passing.has(name) || $fault === 'server' || (code !== undefined && $fault === undefined);
}

/** Whether the statement gave a result; false where there is no ledger yet; throws where it failed otherwise. */
async function finished(client: RedshiftDataClient, id: string): Promise<boolean> {
  const until = Date.now() + PATIENCE_MS;
  do {
    const { Status, Error: error = '' } = await client.send(
      new DescribeStatementCommand({ Id: id, WaitTimeSeconds: 5 }),
    );
    if (Status === 'FINISHED') return true;
    if (Status === 'FAILED' && saysOf(error, 'missing_table')) return false;
    if (Status === 'FAILED' || Status === 'ABORTED')
      throw unavailable(`could not be read: ${Status} ${error}`);
    await sleep(POLL_MS);
  } while (Date.now() < until);
  throw unavailable(`did not answer within ${PATIENCE_MS / 1000} s`);
}
