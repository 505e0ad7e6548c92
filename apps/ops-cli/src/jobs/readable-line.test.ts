import { expect, test } from 'vitest';
import { readableLine } from './readable-line.ts';

test.each([
  ['plain words', 'plain words'],
  ['  File "x.py", line 3', '  File "x.py", line 3'],
  [
    '{"event": "checked", "era": "yellow-2018-07", "rows": 10000, "tables": [1]}',
    'checked  era yellow-2018-07  rows 10000  tables [1]',
  ],
  [`{"event": "e", "sql": "${'x'.repeat(200)}"}`, `e  sql ${'x'.repeat(120)}…`],
  ['{"_aws": {"Timestamp": 1}, "SourceRows": 1}', undefined],
  ['{"level":"INFO"}', '{"level":"INFO"}'],
  ['{not json', '{not json'],
])('%s', (line, shown) => expect(readableLine(line)).toBe(shown));
