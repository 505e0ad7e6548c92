import {
  CancelStatementCommand,
  DescribeStatementCommand,
  ExecuteStatementCommand,
  type Field,
  GetStatementResultCommand,
  RedshiftDataClient,
} from '@aws-sdk/client-redshift-data';
import { parameterNames, saysOf } from '@tlc-elt/contracts';
import { Failed } from '../errors.ts';
import type { Runtime } from '../runtime.ts';
import { columnNames, jsonValue, type Value } from './values.ts';

export interface QueryResult {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Value[])[];
}

/** The warehouse refused a statement, in its own words. */
export class QueryFailed extends Failed {}

/** Whether the statement failed because the table is not there yet (nothing was ever loaded). */
export const isMissingTable = (error: unknown): boolean =>
  error instanceof QueryFailed && saysOf(error.message, 'missing_table');

const LONGEST_WAIT_SECONDS = 30;
const closed = new Set(['FINISHED', 'FAILED', 'ABORTED']);

/** Runs one statement and gives all its rows; throws QueryFailed with the warehouse's message. */
export async function query(
  runtime: Runtime,
  sql: string,
  options: { readonly secretArn?: string } = {},
): Promise<QueryResult> {
  const parameters = await runtime.parameters();
  const names = parameterNames(runtime.stage);
  const statement = await runtime.client(RedshiftDataClient).send(
    new ExecuteStatementCommand({
      WorkgroupName: parameters.get(names.workgroup),
      Database: parameters.get(names.database),
      Sql: sql,
      WaitTimeSeconds: LONGEST_WAIT_SECONDS,
      SecretArn: options.secretArn,
    }),
    { abortSignal: runtime.signal },
  );
  const id = statement.Id ?? '';
  const end = statement.Status === 'FINISHED' ? statement : await finished(runtime, id);
  return end.HasResultSet ? results(runtime, id) : { columns: [], rows: [] };
}

async function finished(runtime: Runtime, Id: string): Promise<{ HasResultSet?: boolean | undefined }> {
  const client = runtime.client(RedshiftDataClient);
  try {
    for (;;) {
      const answer = await client.send(
        new DescribeStatementCommand({ Id, WaitTimeSeconds: LONGEST_WAIT_SECONDS }),
        { abortSignal: runtime.signal },
      );
      if (answer.Status === 'FINISHED') return answer;
      if (closed.has(answer.Status ?? ''))
        throw new QueryFailed((answer.Error ?? `the statement ended as ${answer.Status}`).trim());
      // An endpoint that does not wait by itself must not be asked in a busy loop.
      await runtime.sleep(50);
    }
  } catch (error) {
    if (runtime.signal.aborted) await client.send(new CancelStatementCommand({ Id })).catch(() => undefined);
    throw error;
  }
}

async function results(runtime: Runtime, Id: string): Promise<QueryResult> {
  const rows: Value[][] = [];
  let columns: readonly string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await runtime
      .client(RedshiftDataClient)
      .send(new GetStatementResultCommand({ Id, NextToken }), {
        abortSignal: runtime.signal,
      });
    const metadata = page.ColumnMetadata ?? [];
    if (columns.length === 0) columns = columnNames(metadata);
    const types = metadata.map(({ typeName }) => typeName ?? '');
    for (const record of page.Records ?? [])
      rows.push(record.map((field: Field, i) => jsonValue(field, types[i] ?? '')));
    NextToken = page.NextToken;
  } while (NextToken);
  return { columns, rows };
}
