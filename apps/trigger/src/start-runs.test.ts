import { type ExecutionPort, sourceMonth } from '@tlc-elt/contracts';
import { expect, test } from 'vitest';
import { MonthsNotStarted, startRuns } from './start-runs.ts';

const input = (month: string) => ({ dataset: 'yellow', month: sourceMonth(month) }) as const;

test('a month that cannot be started does not keep the others from it', async () => {
  const port: ExecutionPort = {
    executions: async () => [],
    pastRuns: async () => [],
    start: async (name) => {
      if (name.startsWith('yellow-2024-10')) throw new TypeError('no');
      return `arn:${name}`;
    },
  };
  const { runs, failures } = await startRuns(port, ['2024-11', '2024-10', '2024-09'].map(input));
  expect(runs.map(({ name }) => name)).toEqual(['yellow-2024-11-r1', 'yellow-2024-09-r1']);
  expect(failures).toEqual([{ month: '2024-10', error: 'TypeError: no' }]);
  expect(new MonthsNotStarted(failures).message).toMatch(/^2024-10: TypeError: no\. .*`ops run MONTH`/);
});
