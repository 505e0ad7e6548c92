import { expect, test } from 'vitest';
import { coloured } from './style.ts';
import { count, duration, table } from './table.ts';

test('columns are as wide as their widest cell, colours do not count, numbers stand right', () => {
  const text = table(
    [
      { title: 'state', value: (row: { state: string; rows: number }) => row.state },
      { title: 'rows', value: ({ rows }) => count(rows), align: 'right' as const },
    ],
    [
      { state: coloured.green('IngestRaw'), rows: 3633030 },
      { state: 'é', rows: 7 },
    ],
  );
  expect(text).toBe(
    ['state           rows', `${coloured.green('IngestRaw')}  3,633,030`, 'é                  7'].join('\n'),
  );
});

test.each([
  [0.04, '0.0 s'],
  [12.34, '12.3 s'],
  [245, '4 min 05 s'],
  [3600 * 3 + 600, '3 h 10 min'],
  [86400 * 12 + 4 * 3600, '12 d 4 h'],
])('%d seconds read as %s', (seconds, text) => expect(duration(seconds)).toBe(text));
