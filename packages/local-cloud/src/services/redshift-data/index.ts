import type {
  BatchExecuteStatementInput,
  CancelStatementRequest,
  DescribeStatementRequest,
  DescribeTableRequest,
  ExecuteStatementInput,
  GetStatementResultRequest,
  GetStatementResultV2Request,
  ListDatabasesRequest,
  ListSchemasRequest,
  ListStatementsRequest,
  ListTablesRequest,
} from '@aws-sdk/client-redshift-data';
import type { Input, Operation, Service } from '../../kernel/service.ts';
import { DataApi } from './api/data-api.ts';

const PLACE = ['WorkgroupName', 'Database', 'SecretArn'];
const LIST = [...PLACE, 'NextToken', 'MaxResults'];
const STATEMENT = ['StatementName', 'WithEvent', 'Parameters', 'ClientToken', 'ResultFormat'];
const SESSION = ['SessionId', 'SessionKeepAliveSeconds'];

const operations: Readonly<Record<string, Operation<DataApi>>> = {
  ExecuteStatement: {
    takes: ['Sql', ...PLACE, ...STATEMENT, ...SESSION, 'WaitTimeSeconds'],
    run: (api, input: Input<ExecuteStatementInput>, call) =>
      api.submit({ input, call, sqls: [input.Sql], batch: false }),
  },
  BatchExecuteStatement: {
    takes: ['Sqls', ...PLACE, ...STATEMENT, ...SESSION, 'WaitTimeSeconds', 'ExecutionMode'],
    note: 'one transaction; ExecutionMode AUTO_COMMIT is refused',
    run: (api, input: Input<BatchExecuteStatementInput>, call) =>
      api.submit({ input, call, sqls: input.Sqls, batch: true }),
  },
  DescribeStatement: {
    takes: ['Id', 'WaitTimeSeconds'],
    run: (api, input: Input<DescribeStatementRequest>, call) => api.describe(input, call),
  },
  GetStatementResult: {
    takes: ['Id', 'NextToken', 'WaitTimeSeconds'],
    run: (api, input: Input<GetStatementResultRequest>, call) => api.result(input, call, 'JSON'),
  },
  GetStatementResultV2: {
    takes: ['Id', 'NextToken', 'WaitTimeSeconds'],
    run: (api, input: Input<GetStatementResultV2Request>, call) => api.result(input, call, 'CSV'),
  },
  ListStatements: {
    takes: ['NextToken', 'MaxResults', 'StatementName', 'Status', 'RoleLevel', 'Database', 'WorkgroupName'],
    run: (api, input: Input<ListStatementsRequest>, call) => api.list(input, call),
  },
  CancelStatement: {
    takes: ['Id'],
    run: (api, input: Input<CancelStatementRequest>, call) => api.cancel(input, call),
  },
  ListDatabases: {
    takes: LIST,
    run: ({ metadata }, input: Input<ListDatabasesRequest>, call) => metadata.databases(input, call),
  },
  ListSchemas: {
    takes: [...LIST, 'ConnectedDatabase', 'SchemaPattern'],
    run: ({ metadata }, input: Input<ListSchemasRequest>, call) => metadata.schemas(input, call),
  },
  ListTables: {
    takes: [...LIST, 'ConnectedDatabase', 'SchemaPattern', 'TablePattern'],
    run: ({ metadata }, input: Input<ListTablesRequest>, call) => metadata.tables(input, call),
  },
  DescribeTable: {
    takes: [...LIST, 'ConnectedDatabase', 'Schema', 'Table'],
    run: ({ metadata }, input: Input<DescribeTableRequest>, call) => metadata.describe(input, call),
  },
};

/** Redshift Data API on DuckDB files, one for each namespace. */
export const redshiftData: Service<DataApi> = {
  name: 'redshift-data',
  title: 'Amazon Redshift Data API',
  state: (kernel) => new DataApi(kernel),
  operations,
  offers: ({ targets }) => targets,
  ownErrors: { InvalidNextToken: ['ValidationException', 400] },
  refused: {
    'ClusterIdentifier, DbUser (provisioned clusters)': 'ValidationException',
    'ConnectedDatabase (queries across databases)': 'ValidationException',
    'ExecutionMode AUTO_COMMIT': 'ValidationException',
    ListSessions: 'UnknownOperationException',
    'schemas besides public': 'the statement fails and names the schema',
    'functions, types, statements and system views that Redshift has and the local cloud does not':
      'the statement fails and names them',
  },
  differences: [
    'A query runs in DuckDB: what is accepted gives Redshift\u2019s result, what is not known to is refused by name; EXPLAIN shows DuckDB\u2019s plan.',
    'The last digit of a quotient of NUMERICs and of an AVG of NUMERICs is rounded half up; Redshift\u2019s rounding there is not documented.',
    'DATEDIFF of weeks fails where it matters whether a week begins on Sunday or Monday: AWS does not say.',
    'MEDIAN, PERCENTILE_CONT, RATIO_TO_REPORT, STDDEV and VARIANCE of integers and NUMERICs give DOUBLE PRECISION; Redshift gives NUMERIC.',
    'NULL without a cast has the type int4; length of a VARCHAR is not told in ColumnMetadata of a query.',
    'GetStatementResultV2 gives CSV without a header line, quoted where a field needs it.',
    'Nanosecond timestamps in parquet are refused by COPY; Redshift loads wrong dates.',
    'LOCK is held by table name until the transaction ends; a commit waits for statements that read its tables.',
    'The numbers of queries, tables and users in system views are not Redshift\u2019s.',
  ],
  stop: (api) => api.close(),
};
