/**
 * What the Data API's refusals mean, for the jobs as well as for `ops`. The words of messages are regular
 * expressions that JavaScript and Python read alike; case does not matter.
 */
export const dataApiErrors = {
  /** Codes of requests that may succeed later: "Errors" of each operation, Amazon Redshift Data API reference. */
  passing_codes: [
    'ActiveSessionsExceededException',
    'ActiveStatementsExceededException',
    'BatchExecuteStatementException',
    'DatabaseConnectionException',
    'ExecuteStatementException',
    'InternalServerException',
    'InternalFailure',
    'QueryTimeoutException',
    'RequestLimitExceeded',
    'ServiceUnavailable',
    'ThrottlingException',
    'TooManyRequestsException',
  ],
  /**
   * Another transaction was in the way: 1023, lock timeouts and deadlocks; two runs that create a table at once, of which
   * one may be told 1018, "Relation does not exist": "Serializable isolation", Amazon Redshift developer guide.
   */
  conflict:
    '\\b1018\\b|\\b1023\\b|serializable isolation|could not (obtain|acquire) lock|deadlock|conflict' +
    '|concurrent (update|transaction)|already exists|tuple concurrently updated',
  /** The warehouse was busy, starting or ending. */
  passing:
    'timed? ?out|timeout|throttl|too many|connection|terminat|shut ?down|restart|cannot be (reached|resumed)' +
    '|not available|resum(e|ing)|out of memory|disk full|internal error',
  /** There is no such table: nothing was ever loaded. */
  missing_table: '^(?!.*\\b1018\\b).*relation.* does not exist',
} as const;

/** Whether a message of the Data API means that. */
export const saysOf = (message: string, meaning: 'conflict' | 'passing' | 'missing_table'): boolean =>
  new RegExp(dataApiErrors[meaning], 'i').test(message);
