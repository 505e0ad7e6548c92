import type { Shape } from '../../../aws/call.ts';
import { ServiceError } from '../../../aws/errors.ts';

/** Limits of "Considerations when calling the Amazon Redshift Data API". */
export const LONGEST_SQL = 100 * 1024;
export const MOST_STATEMENTS = 40;
export const MOST_ACTIVE = 500;
export const LARGEST_RESULT = 500 * 1024 * 1024;
export const RECORDS_PER_PAGE = 1000;
export const LONGEST_WAIT_SECONDS = 30;
export const LONGEST_KEEP_ALIVE_SECONDS = 24 * 60 * 60;
export const LONGEST_RUN_MS = 24 * 60 * 60 * 1000;

export interface SqlParameter {
  readonly name: string;
  readonly value: string;
}

const invalid = (message: string): ServiceError => new ServiceError('ValidationException', message);

/** Throws ValidationException where a statement's texts or numbers are beyond the limits. */
export function checkSubmission(input: Shape, sqls: readonly string[]): void {
  if (sqls.length === 0 || sqls.length > MOST_STATEMENTS)
    throw invalid(`a batch has 1 to ${MOST_STATEMENTS} statements, not ${sqls.length}`);
  if (sqls.some((sql) => Buffer.byteLength(sql) > LONGEST_SQL))
    throw invalid(`Cannot exceed query statement size limit of ${LONGEST_SQL} bytes`);
  const format = input.ResultFormat ?? 'JSON';
  if (format !== 'JSON' && format !== 'CSV')
    throw invalid(`ResultFormat is JSON or CSV, not ${String(format)}`);
  const seconds = input.WaitTimeSeconds ?? 0;
  if (!(Number(seconds) >= 0 && Number(seconds) <= LONGEST_WAIT_SECONDS))
    throw invalid(`WaitTimeSeconds is 0 to ${LONGEST_WAIT_SECONDS}, not ${String(seconds)}`);
  const alive = input.SessionKeepAliveSeconds;
  if (alive !== undefined && !(Number(alive) >= 0 && Number(alive) <= LONGEST_KEEP_ALIVE_SECONDS))
    throw invalid(`SessionKeepAliveSeconds is 0 to ${LONGEST_KEEP_ALIVE_SECONDS}, not ${String(alive)}`);
  const mode = input.ExecutionMode ?? 'TRANSACTION';
  if (mode !== 'TRANSACTION')
    throw invalid(
      `ExecutionMode ${String(mode)} is not supported by the local cloud (see docs/local-cloud.md)`,
    );
}
