import { describe, expect, test } from 'vitest';
import { checkSource, entered, executionSucceeded, exited, history, started } from './history.test-data.ts';
import { readHistory } from './history.ts';
import { planOf, waitingOf } from './publication.ts';

const notPublished = {
  dataset: 'yellow',
  month: '2026-10',
  run_id: 'yellow-2026-10-r1',
  outcome: 'not_published',
  checked_at: '2026-11-23T10:00:00Z',
  deadline: '2027-03-30T00:00:00Z',
  wait_seconds: 86400,
};
const storyOf = (...parts: Parameters<typeof history>) => readHistory(history(...parts));

describe('a run that waits for the publisher', () => {
  test('waits from where it entered the Wait state, for as long as the plan says', () => {
    const story = storyOf(
      started(),
      checkSource(notPublished),
      entered('WaitForPublication', 'Wait', notPublished),
    );
    expect(waitingOf(story)).toEqual({
      until: new Date('2026-11-24T10:00:00.500Z'),
      deadline: new Date('2027-03-30T00:00:00Z'),
    });
  });

  test('is known by the end of its history alone, and where the plan lies beside other values', () => {
    const story = storyOf(entered('WaitForPublication', 'Wait', { input: {}, plan: notPublished }));
    expect(waitingOf(story)?.deadline).toEqual(new Date('2027-03-30T00:00:00Z'));
    expect(planOf(story)?.outcome).toBe('not_published');
  });

  test('is read from the history of an execution that is older than a flag', () => {
    const source = { url: 'https://tlc/f', etag: 'e', last_modified: '2024-11-20T16:02:09.000Z', bytes: 1 };
    const { dataset, month, run_id } = notPublished;
    const older = {
      dataset,
      month,
      run_id,
      outcome: 'load',
      source,
      force: 'false',
      accept_quarantine: 'false',
    };
    expect(planOf(storyOf(started(), checkSource(older)))).toEqual({
      ...older,
      accept_older: 'false',
      accept_shrink: 'false',
      accept_republication: 'false',
      stop_on: [],
      loaded_etag: 'none',
    });
  });

  test('does not wait while it looks, nor after its end', () => {
    const waited = [
      entered('WaitForPublication', 'Wait', notPublished),
      exited('WaitForPublication', 'Wait'),
    ];
    expect(waitingOf(storyOf(started(), waited, entered('CheckSource')))).toBeUndefined();
    expect(waitingOf(storyOf(started(), waited, executionSucceeded()))).toBeUndefined();
  });

  test('a Wait state of an unknown workflow is waiting without dates', () => {
    expect(waitingOf(storyOf(entered('Pause', 'Wait', {})))).toEqual({
      until: undefined,
      deadline: undefined,
    });
  });
});
