import { expect, test } from 'vitest';
import { readableCause } from './cause.ts';

const jobRun = { Id: 'jr_1', JobName: 'tlc-local-ingest-raw', JobRunState: 'FAILED' };
const traceback =
  'Traceback (most recent call last):\n  File "run.py", line 1, in main\n    raise it\n    ^^^^^\n';

test.each([
  ['plain words', 'no such file', 'no such file'],
  [
    'a Glue JobRun',
    JSON.stringify({ ...jobRun, ErrorMessage: 'NotParquet: no PAR1 at the end\n' }),
    'NotParquet: no PAR1 at the end',
  ],
  [
    'a Glue JobRun with tracebacks',
    JSON.stringify({
      ...jobRun,
      ErrorMessage: `${traceback}KeyError: 'x'\n\n${traceback}a.StaleRun: newer\n`,
    }),
    'a.StaleRun: newer',
  ],
  [
    'a Glue JobRun with a Java exception',
    JSON.stringify({
      ...jobRun,
      ErrorMessage: `${traceback}JavaError: one\n: two\n\tat java.X\n\tat java.Y`,
    }),
    'JavaError: one\n: two',
  ],
  [
    'a Glue JobRun of Spark',
    JSON.stringify({
      ...jobRun,
      ErrorMessage: 'Error Category: UNKNOWN; Failed Line Number: 7; StaleRun: newer',
    }),
    'StaleRun: newer',
  ],
  [
    'a Glue JobRun that says nothing',
    JSON.stringify({ ...jobRun, JobRunState: 'TIMEOUT' }),
    'the Glue job tlc-local-ingest-raw ended as TIMEOUT',
  ],
  ['a Lambda error', '{"errorType":"SourceBlocked","errorMessage":"403","trace":[]}', 'SourceBlocked: 403'],
  ['a Lambda error without a type of its own', '{"errorType":"Error","errorMessage":"403"}', '403'],
  [
    'a cause within a cause',
    JSON.stringify({ Error: 'States.TaskFailed', Cause: JSON.stringify({ ...jobRun, ErrorMessage: 'why' }) }),
    'why',
  ],
  ['text that only begins as JSON', '{not json', '{not json'],
  ['nothing', undefined, ''],
])('%s', (_, cause, expected) => expect(readableCause(cause)).toBe(expected));
