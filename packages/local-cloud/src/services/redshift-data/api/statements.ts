import type {
  BatchExecuteStatementInput,
  CancelStatementRequest,
  DescribeStatementRequest,
  ExecuteStatementInput,
  GetStatementResultRequest,
  ListStatementsRequest,
} from '@aws-sdk/client-redshift-data';
import type { Call, Shape } from '../../../aws/call.ts';
import { userId } from '../../../identity/unique-id.ts';
import type { Input, Operation } from '../../../kernel/service.ts';
import { page } from '../../page.ts';
import { invalid } from '../failure.ts';
import { listedShape, statementShape, submittedShape } from '../statements/shapes.ts';
import { isOver, type StatementRecord } from '../statements/statement-store.ts';
import type { DataApi } from './data-api.ts';
import { resultShape } from './results.ts';
import type { Submission } from './submissions.ts';

const SUBMISSION = [
  'WorkgroupName',
  'Database',
  'SecretArn',
  'StatementName',
  'WithEvent',
  'Parameters',
  'ClientToken',
  'ResultFormat',
  'SessionId',
  'SessionKeepAliveSeconds',
  'WaitTimeSeconds',
];

async function submitted(api: DataApi, submission: Submission): Promise<Shape> {
  const { id } = api.submissions.submit(submission);
  return submittedShape(await api.waited(id, submission.input.WaitTimeSeconds));
}

type ResultInput = Input<GetStatementResultRequest>;
const resultIn = (format: StatementRecord['format']): Operation<DataApi> => ({
  takes: ['Id', 'NextToken', 'WaitTimeSeconds'],
  run: async (api, { Id, WaitTimeSeconds, NextToken }: ResultInput, call) => {
    const { id, part } = api.owned(Id, call);
    return resultShape(api.store, await api.waited(id, WaitTimeSeconds), part, format, NextToken);
  },
});

function listed(api: DataApi, input: Input<ListStatementsRequest>, { caller }: Call): Shape {
  const { Status = 'ALL', RoleLevel = true, StatementName = '', MaxResults = 100 } = input;
  const wanted = (record: StatementRecord): boolean =>
    (RoleLevel ? record.role === caller.name : record.owner === userId(caller)) &&
    (Status === 'ALL' || record.status === Status) &&
    (record.name ?? '').startsWith(StatementName) &&
    (input.WorkgroupName === undefined || record.workgroup === input.WorkgroupName) &&
    (input.Database === undefined || record.database === input.Database);
  const { items, nextToken } = page(api.store.all().filter(wanted), input.NextToken, MaxResults);
  return { Statements: items.map(listedShape), NextToken: nextToken };
}

/** An answer of AWS takes as long to arrive: an end that comes until then is told by it, and need not be asked for again. */
const ANSWER_SECONDS = 0.05;

/** Statements: submitted, followed, read, cancelled. */
export const statements: Readonly<Record<string, Operation<DataApi>>> = {
  ExecuteStatement: {
    takes: ['Sql', ...SUBMISSION],
    run: (api, input: Input<ExecuteStatementInput>, call) =>
      submitted(api, { input, call, sqls: [input.Sql], batch: false }),
  },
  BatchExecuteStatement: {
    takes: ['Sqls', ...SUBMISSION, 'ExecutionMode'],
    note: 'one transaction; ExecutionMode AUTO_COMMIT is refused',
    run: (api, input: Input<BatchExecuteStatementInput>, call) =>
      submitted(api, { input, call, sqls: input.Sqls, batch: true }),
  },
  DescribeStatement: {
    takes: ['Id', 'WaitTimeSeconds'],
    run: async (api, { Id, WaitTimeSeconds }: Input<DescribeStatementRequest>, call) =>
      statementShape(await api.waited(api.owned(Id, call).id, WaitTimeSeconds ?? ANSWER_SECONDS)),
  },
  GetStatementResult: resultIn('JSON'),
  GetStatementResultV2: resultIn('CSV'),
  ListStatements: {
    takes: ['NextToken', 'MaxResults', 'StatementName', 'Status', 'RoleLevel', 'Database', 'WorkgroupName'],
    run: (api, input: Input<ListStatementsRequest>, call) => {
      api.authorize(call);
      return listed(api, input, call);
    },
  },
  CancelStatement: {
    takes: ['Id'],
    run: async (api, { Id }: Input<CancelStatementRequest>, call) => {
      const { id } = api.owned(Id, call);
      const { status } = await api.waited(id);
      if (!isOver(status)) return { Status: await api.runs.cancel(id) };
      throw invalid(`Could not cancel a query that is already in ${status} state: ${id}`);
    },
  },
};
