import { parameterNames } from '@tlc-elt/contracts';
import type { history } from '@tlc-elt/executions/made-up-history';
import { AwsError, type FakeAws, type Handler } from './fake-aws.ts';

export const machineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:tlc-local-pipeline';
export const arnOf = (name: string): string =>
  `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`;

/** SSM parameters of a deployed stage. */
export function deploy(fake: FakeAws, stage: 'local' | 'dev' | 'prod' = 'local'): void {
  const names = parameterNames(stage);
  const values: Record<string, string> = {
    [names.rawBucket]: 'raw',
    [names.processedBucket]: 'processed',
    [names.workgroup]: 'wg',
    [names.namespace]: 'ns',
    [names.database]: 'tlc',
    [names.stateMachineArn]: machineArn,
    [names.scheduleName]: 'tlc-local-monthly',
    [names.sourceBaseUrl]: 'http://127.0.0.1:9',
    [names.jobNames.MigrateWarehouse]: `tlc-${stage}-migrate-warehouse`,
  };
  fake.handlers.set('GetParametersByPath', () => ({
    Parameters: Object.entries(values).map(([Name, Value]) => ({ Name, Value })),
  }));
}

export interface FakeExecution {
  readonly name: string;
  readonly status: string;
  readonly startDate?: Date;
  readonly stopDate?: Date;
  readonly input?: unknown;
  readonly events?: ReturnType<typeof history>;
}

/** Executions that Step Functions knows, newest first. The list may grow while a test runs. */
export function executions(fake: FakeAws, list: FakeExecution[]): void {
  const find: Handler = ({ executionArn }) => {
    const found = list.find(({ name }) => arnOf(name) === executionArn);
    if (!found) throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${executionArn}'`);
    return found;
  };
  const shape = ({
    name,
    status,
    startDate = new Date('2026-11-23T10:00:00Z'),
    stopDate,
  }: FakeExecution) => ({
    executionArn: arnOf(name),
    stateMachineArn: machineArn,
    name,
    status,
    startDate,
    ...(stopDate ? { stopDate } : {}),
  });
  fake.handlers.set('ListExecutions', ({ maxResults }) => ({
    executions: list.slice(0, Number(maxResults)).map(shape),
  }));
  fake.handlers.set('DescribeExecution', (input) => {
    const found = find(input) as FakeExecution;
    return { ...shape(found), input: JSON.stringify(found.input ?? {}) };
  });
  fake.handlers.set('GetExecutionHistory', (input) => {
    const { events = [] } = find(input) as FakeExecution;
    return { events: [...events].reverse().slice(0, Number(input.maxResults)) };
  });
}

type Row = readonly (string | number | boolean | null)[];

const field = (value: Row[number]): object => {
  if (value === null) return { isNull: true };
  if (typeof value === 'boolean') return { booleanValue: value };
  if (typeof value === 'string') return { stringValue: value };
  return Number.isInteger(value) ? { longValue: value } : { doubleValue: value };
};

/** What the warehouse answers to a statement; a thrown Error is its refusal. */
export function warehouse(fake: FakeAws, answer: (sql: string) => { columns?: string[]; rows: Row[] }): void {
  const statements: { sql: string; result?: ReturnType<typeof answer>; error?: string }[] = [];
  fake.handlers.set('ExecuteStatement', ({ Sql }) => {
    const sql = String(Sql);
    try {
      statements.push({ sql, result: answer(sql) });
      return { Id: String(statements.length), Status: 'FINISHED', HasResultSet: true };
    } catch (error) {
      statements.push({ sql, error: (error as Error).message });
      return { Id: String(statements.length), Status: 'FAILED' };
    }
  });
  fake.handlers.set('DescribeStatement', ({ Id }) => {
    const error = statements[Number(Id) - 1]?.error;
    return error
      ? { Id, Status: 'FAILED', Error: `ERROR: ${error}` }
      : { Id, Status: 'FINISHED', HasResultSet: true };
  });
  fake.handlers.set('GetStatementResult', ({ Id }) => {
    const { columns, rows } = statements[Number(Id) - 1]?.result ?? { rows: [] };
    const names = columns ?? (rows[0] ?? []).map((_, i) => `c${i}`);
    return {
      ColumnMetadata: names.map((name) => ({ name, label: name })),
      Records: rows.map((row) => row.map(field)),
    };
  });
}

/** No table was made yet. */
export const emptyWarehouse = (sql: string): never => {
  throw new Error(`relation "${/FROM (\w+)/.exec(sql)?.[1]}" does not exist`);
};
