import { expect, test, vi } from 'vitest';
import { askedRuns } from './asked-runs.ts';
import { TriggerEvent } from './event.ts';

// The registry with a dataset more, as docs/adding-a-dataset.md says.
vi.mock('../../../packages/contracts/src/datasets/registry.ts', async (registry) => ({
  ...(await registry<object>()),
  ...(await import('@tlc-elt/contracts/made-up-dataset')),
}));

test('the schedule asks for the due month of each dataset that it names, each by its own lateness', () => {
  const asked = askedRuns(
    TriggerEvent.parse({
      scheduled_time: '2025-08-05T11:00:00Z',
      refresh: true,
      datasets: ['ferries', 'yellow'],
    }),
  );
  expect(asked.filter(({ dataset }) => (dataset as string) === 'ferries')).toEqual([
    { dataset: 'ferries', month: '2025-07' },
    ...['2025-06', '2025-05', '2025-04'].map((month) => ({ dataset: 'ferries', month, no_wait: true })),
  ]);
  expect(asked.filter(({ dataset }) => dataset === 'yellow')).toHaveLength(13);
});

test('a person names the dataset', () => {
  expect(askedRuns(TriggerEvent.parse({ dataset: 'ferries', month: '2025-04' }))).toEqual([
    { dataset: 'ferries', month: '2025-04' },
  ]);
});
