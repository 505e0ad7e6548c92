import {
  CancelStatementCommand,
  DescribeStatementCommand,
  ExecuteStatementCommand,
  GetStatementResultCommand,
  type GetStatementResultCommandOutput,
  RedshiftDataClient,
} from '@aws-sdk/client-redshift-data';
import { parameterNames, saysOf } from '@tlc-elt/contracts';
import { Failed } from '../errors.ts';
import type { Column } from '../export/rows.ts';
import type { Runtime } from '../runtime.ts';
import { columnNames, duckdbType, jsonValue, type Value } from './values.ts';

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
  options: StatementOptions = {},
): Promise<QueryResult> {
  return allOf(await execute(runtime, sql, options));
}

/** A result with all its rows in memory. */
export async function allOf({ columns, rows }: StatementResult): Promise<QueryResult> {
  const all: (readonly Value[])[] = [];
  for await (const row of rows) all.push(row);
  return { columns: columns.map(({ name }) => name), rows: all };
}

export interface StatementOptions {
  readonly secretArn?: string;
}

/** The result of a statement whose rows are fetched as they are asked for. */
export interface StatementResult {
  readonly columns: readonly Column[];
  readonly rows: AsyncIterable<readonly Value[]>;
}

/** Runs one statement to its end; throws QueryFailed with the warehouse's message. */
export async function execute(
  runtime: Runtime,
  sql: string,
  options: StatementOptions,
): Promise<StatementResult> {
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
  if (!end.HasResultSet) return { columns: [], rows: (async function* () {})() };
  const first = await resultPage(runtime, id);
  const metadata = first.ColumnMetadata ?? [];
  const labels = columnNames(metadata);
  return {
    columns: metadata.map((column, i) => ({ name: labels[i] ?? '', type: duckdbType(column) })),
    rows: rowsFrom(first, runtime, id),
  };
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

const resultPage = (
  runtime: Runtime,
  Id: string,
  NextToken?: string,
): Promise<GetStatementResultCommandOutput> =>
  runtime
    .client(RedshiftDataClient)
    .send(new GetStatementResultCommand({ Id, NextToken }), { abortSignal: runtime.signal });

/** Rows of all pages, from the first on. */
async function* rowsFrom(
  first: GetStatementResultCommandOutput,
  runtime: Runtime,
  id: string,
): AsyncGenerator<Value[]> {
  const types = (first.ColumnMetadata ?? []).map(({ typeName }) => typeName ?? '');
  for (let page = first; ; page = await resultPage(runtime, id, page.NextToken)) {
    for (const record of page.Records ?? []) yield record.map((field, i) => jsonValue(field, types[i] ?? ''));
    if (!page.NextToken) return;
  }
}
