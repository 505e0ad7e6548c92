import type { Service } from '../../kernel/service.ts';
import { DataApi } from './api/data-api.ts';
import { metadata } from './api/metadata.ts';
import { statements } from './api/statements.ts';

/** Redshift Data API on DuckDB files, one for each namespace. */
export const redshiftData: Service<DataApi> = {
  name: 'redshift-data',
  title: 'Amazon Redshift Data API',
  state: (kernel) => new DataApi(kernel),
  operations: { ...statements, ...metadata },
  offers: ({ targets }) => targets,
  ownErrors: { InvalidNextToken: ['ValidationException', 400] },
  refused: {
    'ClusterIdentifier, DbUser (provisioned clusters)': 'ValidationException',
    'ConnectedDatabase (queries across databases)': 'ValidationException',
    'ExecutionMode AUTO_COMMIT': 'ValidationException',
    ListSessions: 'UnknownOperationException',
    'schemas besides public': 'the statement fails and names the schema',
    'JOIN … USING where a text ends with blanks; NATURAL JOIN with a table that has texts':
      'the statement fails and says to write ON',
    'LISTAGG(DISTINCT …) of texts that differ in trailing blanks only': 'the statement fails and says so',
    'the column rowid': 'the statement fails and names it',
    'EXPLAIN ANALYZE; WITH before DELETE, UPDATE or INSERT': 'the statement fails, as on Redshift',
    'expressions of more than 100 levels, 900 SELECTs between UNION and its like, 100 EXCEPT and INTERSECT, or 4 MB of questions about types':
      'the statement fails and names the bound',
    'functions, types, statements and system views that Redshift has and the local cloud does not':
      'the statement fails and names them',
  },
  differences: [
    'A query runs in DuckDB: what is accepted gives Redshift\u2019s result, what is not known to is refused by name; EXPLAIN shows DuckDB\u2019s plan.',
    'The last digit of a quotient of NUMERICs and of an AVG of NUMERICs is rounded half up; Redshift\u2019s rounding there is not documented.',
    'Trailing blanks of texts never count in comparisons, as AWS writes; in a query that reads no table, Redshift\u2019s leader node is reported to count them.',
    'DATEDIFF of weeks fails where it matters whether a week begins on Sunday or Monday: AWS does not say.',
    'MEDIAN, PERCENTILE_CONT, RATIO_TO_REPORT, STDDEV and VARIANCE of integers and NUMERICs give DOUBLE PRECISION; Redshift gives NUMERIC.',
    'NULL without a cast has the type int4; length of a VARCHAR is not told in ColumnMetadata of a query.',
    'GetStatementResultV2 gives CSV without a header line, quoted where a field needs it.',
    'Nanosecond timestamps in parquet are refused by COPY; Redshift loads wrong dates.',
    'LOCK is held by table name until the transaction ends; a commit waits for statements that read its tables.',
    'A view goes on reading its relations after REVOKE has taken them from its owner.',
    'A view finds its relations by name, also after one of them was renamed, and keeps none from being dropped; CREATE OR REPLACE VIEW takes a query of other columns. Redshift refuses both.',
    'The numbers of queries, tables and users in system views are not Redshift\u2019s.',
  ],
  stop: (api) => api.close(),
};
