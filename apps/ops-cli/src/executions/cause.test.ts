import { expect, test } from 'vitest';
import { readableCause } from './cause.ts';

const jobRun = { Id: 'jr_1', JobName: 'tlc-local-ingest-raw', JobRunState: 'FAILED' };

test.each([
  ['plain words', 'no such file', 'no such file'],
  [
    'a Glue JobRun',
    JSON.stringify({ ...jobRun, ErrorMessage: 'NotParquet: no PAR1 at the end\n' }),
    'NotParquet: no PAR1 at the end',
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
