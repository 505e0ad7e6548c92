import { expect, test } from 'vitest';
import { askedRuns } from './asked-runs.ts';
import { TriggerEvent } from './event.ts';

const asked = (event: unknown): unknown[] => askedRuns(TriggerEvent.parse(event));

test('the schedule asks for the due month, which waits', () => {
  expect(asked({ scheduled_time: '2025-01-05T11:00:00Z' })).toEqual([
    { dataset: 'yellow', month: '2024-11' },
  ]);
});

test('refresh mode also asks for the twelve months before it, which do not wait', () => {
  const months = ['10', '09', '08', '07', '06', '05', '04', '03', '02', '01'].map((month) => `2024-${month}`);
  expect(asked({ scheduled_time: '2025-01-05T11:00:00Z', refresh: true })).toEqual([
    { dataset: 'yellow', month: '2024-11' },
    ...[...months, '2023-12', '2023-11'].map((month) => ({ dataset: 'yellow', month, no_wait: true })),
  ]);
});

test('refresh mode leaves out months that the contract refuses', () => {
  expect(asked({ scheduled_time: '2011-05-05T11:00:00Z', refresh: true })).toEqual([
    { dataset: 'yellow', month: '2011-03' },
    { dataset: 'yellow', month: '2011-02', no_wait: true },
    { dataset: 'yellow', month: '2011-01', no_wait: true },
  ]);
});

test('the stage names its datasets, each of which has its due month and its own first one', () => {
  const event = { scheduled_time: '2019-05-05T11:00:00Z', datasets: ['yellow', 'fhvhv'], refresh: true };
  const runs = askedRuns(TriggerEvent.parse(event));
  expect(runs.filter(({ dataset }) => dataset === 'yellow')).toHaveLength(13);
  expect(runs.filter(({ dataset }) => dataset === 'fhvhv')).toEqual([
    { dataset: 'fhvhv', month: '2019-03' },
    { dataset: 'fhvhv', month: '2019-02', no_wait: true },
  ]);
});

test('a person asks for one month', () => {
  expect(asked({ month: '2024-09' })).toEqual([{ dataset: 'yellow', month: '2024-09' }]);
  expect(asked({ month: '2024-09', force: true })).toEqual([
    { dataset: 'yellow', month: '2024-09', force: true },
  ]);
});

test.each([
  {},
  { month: '2024-9' },
  { scheduled_time: 'soon' },
  { month: '2024-09', refresh: true },
  { scheduled_time: '2019-05-05T11:00:00Z', datasets: ['violet'] },
  { scheduled_time: '2019-05-05T11:00:00Z', datasets: [] },
])('%j is refused', (event) => expect(() => asked(event)).toThrow());
