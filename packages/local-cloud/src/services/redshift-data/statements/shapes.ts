import type { Shape } from '../../../service.ts';
import { ServiceError } from '../../../service.ts';
import { literal, type Token, tokenize, untokenize } from '../sql/tokens.ts';
import type { StatementRecord, SubStatement } from './statement-store.ts';

/** The Data API counts in nanoseconds. */
const nanoseconds = (milliseconds: number): number => Math.round(milliseconds * 1_000_000);

const subShape = (id: string, part: SubStatement, index: number): Shape => ({
  Id: `${id}:${index + 1}`,
  QueryString: part.sql,
  Status: part.status,
  HasResultSet: part.hasResultSet,
  ResultRows: part.rows,
  ResultSize: -1,
  Duration: nanoseconds(part.milliseconds),
  RedshiftQueryId: 0,
  ...(part.error === undefined ? {} : { Error: part.error }),
  CreatedAt: new Date(part.createdAt),
  UpdatedAt: new Date(part.updatedAt),
});

/** A statement as DescribeStatement gives it. */
export function statementShape(record: StatementRecord): Shape {
  const last = record.parts.at(-1);
  return {
    Id: record.id,
    Status: record.status,
    QueryString: record.batch ? undefined : record.parts[0]?.sql,
    WorkgroupName: record.workgroup,
    Database: record.database,
    ...(record.secretArn === undefined ? {} : { SecretArn: record.secretArn }),
    HasResultSet: record.parts.some((part) => part.hasResultSet),
    ResultRows: record.batch ? -1 : (last?.rows ?? -1),
    ResultSize: -1,
    ResultFormat: 'JSON',
    Duration: nanoseconds(record.milliseconds),
    RedshiftPid: process.pid,
    RedshiftQueryId: 0,
    ...(record.error === undefined ? {} : { Error: record.error }),
    CreatedAt: new Date(record.createdAt),
    UpdatedAt: new Date(record.updatedAt),
    ...(record.batch
      ? { SubStatements: record.parts.map((part, index) => subShape(record.id, part, index)) }
      : {}),
  };
}

/** `:name` parameters are strings in the Data API, whatever column they meet. */
export function withParameters(sql: string, parameters: unknown): string {
  if (!Array.isArray(parameters) || parameters.length === 0) return sql;
  const values = new Map(
    (parameters as { name: string; value: string }[]).map(({ name, value }) => [name, value]),
  );
  const used = new Set<string>();
  const tokens = tokenize(sql).map((token): Token => {
    const value = token.kind === 'parameter' ? values.get(token.text.slice(1)) : undefined;
    if (token.kind !== 'parameter') return token;
    if (value === undefined)
      throw new ServiceError(
        'ValidationException',
        `Parameter ${token.text.slice(1)} is in the SQL and not in Parameters`,
      );
    used.add(token.text.slice(1));
    return literal(value);
  });
  const unused = [...values.keys()].find((name) => !used.has(name));
  if (unused !== undefined)
    throw new ServiceError('ValidationException', `Parameter ${unused} is not in the SQL`);
  return untokenize(tokens);
}
