import { GetNamespaceCommand, RedshiftServerlessClient } from '@aws-sdk/client-redshift-serverless';
import { parameterNames } from '@tlc-elt/contracts';
import type { View } from '../../command.ts';
import { Failed, UsageError } from '../../errors.ts';
import { ExitCode } from '../../exit-code.ts';
import type { WriteRows } from '../../export/rows.ts';
import type { Runtime } from '../../runtime.ts';
import { count, table } from '../../terminal/table.ts';
import { execute, type QueryResult, type StatementResult } from '../../warehouse/query.ts';
import { classify } from '../../warehouse/statement-class.ts';
import type { Value } from '../../warehouse/values.ts';

export interface Options {
  /** Undefined: the statement comes from standard input. */
  readonly statement: string | undefined;
  readonly write: boolean;
}

/** Rows that a person reads on a terminal; all of them go into files. */
const MOST_SHOWN = 1000;

/** The first rows for a person. */
export interface Shown extends QueryResult {
  /** Whether there are more. */
  readonly isCut: boolean;
}

export async function run(options: Options, runtime: Runtime): Promise<Shown> {
  const { columns, rows } = await resultOf(options, runtime);
  const shown: (readonly Value[])[] = [];
  let isCut = false;
  for await (const row of rows) {
    isCut = shown.length === MOST_SHOWN;
    if (isCut) break;
    shown.push(row);
  }
  return { columns: columns.map(({ name }) => name), rows: shown, isCut };
}

/** `[{"column": value}]`. */
export const jsonIsRows = true;

export async function rows(options: Options, runtime: Runtime, write: WriteRows): Promise<ExitCode> {
  await write(await resultOf(options, runtime));
  return ExitCode.ok;
}

async function resultOf(options: Options, runtime: Runtime): Promise<StatementResult> {
  if (options.write && runtime.stage === 'prod')
    throw new UsageError(
      'stage prod refuses --write',
      'change what the pipeline loads instead, or load the month again',
    );
  const statement = options.statement ?? (await runtime.readStdin());
  checkClass(statement, options.write, runtime);
  return execute(runtime, statement, options.write ? { secretArn: await adminSecret(runtime) } : {});
}

function checkClass(statement: string, write: boolean, runtime: Runtime): void {
  const kind = classify(statement);
  if (kind.kind === 'refused')
    throw new UsageError(
      `${kind.reason}: ${JSON.stringify(statement.trim().slice(0, 80))}`,
      'give one statement',
    );
  if (kind.kind === 'write' && !write)
    throw new UsageError(
      `${kind.verb} may write; without --write only SELECT, WITH and EXPLAIN run`,
      runtime.stage === 'prod' ? 'stage prod refuses --write' : runtime.hint('sql --write "…"'),
    );
}

/** Tables belong to the load job's role, so that a person who writes does so as the warehouse's administrator. */
async function adminSecret(runtime: Runtime): Promise<string> {
  const namespaceName = (await runtime.parameters()).get(parameterNames(runtime.stage).namespace);
  const { namespace } = await runtime
    .client(RedshiftServerlessClient)
    .send(new GetNamespaceCommand({ namespaceName }), { abortSignal: runtime.signal });
  if (namespace?.adminPasswordSecretArn) return namespace.adminPasswordSecretArn;
  throw new Failed(
    `the namespace ${namespaceName} has no administrator's password in Secrets Manager`,
    'deploy the warehouse with manageAdminPassword',
  );
}

export function render({ columns, rows, isCut }: Shown, { style }: View): string {
  if (columns.length === 0) return style.dim('done, no rows');
  const text = (value: Value | undefined): string =>
    value === null || value === undefined ? style.dim('NULL') : String(value);
  const header = columns.map((title, i) => ({
    title,
    value: (row: readonly Value[]) => text(row[i]),
    align: rows.some((row) => typeof row[i] === 'number') ? ('right' as const) : ('left' as const),
  }));
  const counted = isCut
    ? `the first ${count(rows.length)} rows, and there are more: --out FILE (.csv, .parquet, .json) gets all`
    : `${rows.length} ${rows.length === 1 ? 'row' : 'rows'}`;
  return `${table(header, rows)}\n${style.dim(counted)}`;
}
