import type { Shape } from '../../../aws/call.ts';
import { invalid } from '../failure.ts';
import { type Token, tokenize, unquote, untokenize } from '../sql/tokens.ts';
import type { StatementRecord, SubStatement } from './statement-store.ts';

/** The Data API counts in nanoseconds. */
const nanoseconds = (milliseconds: number): number => Math.round(milliseconds * 1_000_000);

const subShape = (id: string, part: SubStatement, index: number): Shape => ({
  Id: `${id}:${index + 1}`,
  QueryString: part.sql,
  Status: part.status,
  HasResultSet: part.hasResultSet,
  ResultRows: part.rows,
  ResultSize: part.bytes,
  Duration: nanoseconds(part.milliseconds),
  RedshiftQueryId: 0,
  Error: part.error,
  CreatedAt: new Date(part.createdAt),
  UpdatedAt: new Date(part.updatedAt),
});

/** AWS gives no empty lists. */
const parametersOf = ({ parameters }: StatementRecord) => (parameters.length === 0 ? undefined : parameters);

/** A statement as those who submit it get it. */
export const submittedShape = (record: StatementRecord): Shape => ({
  Id: record.id,
  Status: record.status,
  CreatedAt: new Date(record.createdAt),
  Database: record.database,
  DbUser: record.dbUser,
  WorkgroupName: record.workgroup,
  HasResultSet: record.parts.some(({ hasResultSet }) => hasResultSet),
  SecretArn: record.secretArn,
  SessionId: record.sessionId,
});

/** A statement as DescribeStatement gives it. */
export function statementShape(record: StatementRecord): Shape {
  const last = record.parts.at(-1);
  return {
    Id: record.id,
    Status: record.status,
    ...(record.batch ? { ExecutionMode: 'TRANSACTION' } : { QueryString: record.parts[0]?.sql }),
    WorkgroupName: record.workgroup,
    Database: record.database,
    SecretArn: record.secretArn,
    HasResultSet: record.parts.some((part) => part.hasResultSet),
    ResultRows: record.batch ? -1 : (last?.rows ?? -1),
    ResultSize: last?.bytes ?? -1,
    ResultFormat: record.format,
    DbUser: record.dbUser,
    QueryParameters: parametersOf(record),
    SessionId: record.sessionId,
    Duration: nanoseconds(record.milliseconds),
    RedshiftPid: process.pid,
    RedshiftQueryId: 0,
    Error: record.error,
    CreatedAt: new Date(record.createdAt),
    UpdatedAt: new Date(record.updatedAt),
    SubStatements: record.batch
      ? record.parts.map((part, index) => subShape(record.id, part, index))
      : undefined,
  };
}

/** A statement as ListStatements gives it. */
export const listedShape = (record: StatementRecord): Shape => ({
  Id: record.id,
  Status: record.status,
  IsBatchStatement: record.batch,
  StatementName: record.name,
  ...(record.batch
    ? { QueryStrings: record.parts.map(({ sql }) => sql) }
    : { QueryString: record.parts[0]?.sql }),
  QueryParameters: parametersOf(record),
  SessionId: record.sessionId,
  ResultFormat: record.format,
  CreatedAt: new Date(record.createdAt),
  UpdatedAt: new Date(record.updatedAt),
});

/** Throws unless each parameter is in the SQL and each `:name` of the SQL is a parameter. */
export function checkParameters(sqls: readonly string[], parameters: readonly { name: string }[]): void {
  const given = new Set(parameters.map(({ name }) => name));
  if (given.size === 0) return;
  const used = new Set(sqls.flatMap(namesIn));
  const missing = [...used].find((name) => !given.has(name));
  if (missing !== undefined) throw invalid(`Parameter ${missing} is in the SQL and not in Parameters`);
  const unused = [...given].find((name) => !used.has(name));
  if (unused !== undefined) throw invalid(`Parameter ${unused} is not in the SQL`);
}

function namesIn(sql: string): string[] {
  try {
    return tokenize(sql).flatMap(({ kind, text }) => (kind === 'parameter' ? [text.slice(1)] : []));
  } catch {
    return []; // no SQL: the statement fails with its own error
  }
}

/** `:name` parameters are strings in the Data API, whatever column they meet. */
export function withParameters(sql: string, parameters: readonly { name: string; value: string }[]): string {
  if (parameters.length === 0) return sql;
  const values = new Map(parameters.map(({ name, value }) => [name, value]));
  const escaped = (value: string): Token => ({
    kind: 'string',
    text: `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`,
    upper: '',
  });
  const tokens = tokenize(sql).map((token): Token => {
    if (token.kind === 'string') return escaped(unquote(token));
    return token.kind === 'parameter' ? escaped(values.get(token.text.slice(1)) ?? '') : token;
  });
  return untokenize(tokens);
}
