import { expect, test } from 'vitest';
import { parseOptions, UsageError } from './options.ts';

test.each([
  [[], {}],
  [['--source', 'tlc'], { source: 'tlc' }],
  [['2019-03', '--source', 'data'], { month: '2019-03', source: '/here/data' }],
  [['--engine', 'spark', '--source=/there'], { engine: 'spark', source: '/there' }],
  [['green'], { dataset: 'green' }],
  [['fhvhv', '2024-05'], { dataset: 'fhvhv', month: '2024-05' }],
  [['--help'], 'help'],
])('%j', (argv, expected) => {
  expect(parseOptions(argv, '/here')).toEqual(expected);
});

test.each([
  [['2024-9'], /"2024-9" is no month: write YYYY-MM/],
  [['2024-09', '2024-10'], /one month at a time, not 2024-09 2024-10/],
  [['violet', '2024-05'], /one month at a time, not violet 2024-05/],
  [['fhvhv', '2019-01'], /^2019-01 lies before the first published month, 2019-02$/],
  [['--engine', 'polars'], /duckdb or spark, not polars/],
  [['--sauce', 'x'], /^Unknown option '--sauce'$/],
  [['2009-05'], /^2009-05 is not loaded: .*load 2011-01 or later$/],
  [['2008-12'], /^2008-12 lies before the first published month, 2009-01$/],
])('%j is refused', (argv, message) => {
  expect(() => parseOptions(argv, '/here')).toThrow(UsageError);
  expect(() => parseOptions(argv, '/here')).toThrow(message);
});
