import { expect, test } from 'vitest';
import {
  checkSource,
  entered,
  executionFailed,
  executionSucceeded,
  exited,
  history,
  jobFailed,
  jobState,
  jobSubmitted,
  jobSucceeded,
  started,
} from './history.test-data.ts';
import { readHistory } from './history.ts';
import { functionCallsOf, jobRunsOf } from './job-runs.ts';
import { currentState, failingState, statesOf } from './states.ts';

const now = new Date('2026-11-23T10:01:00Z');
const plan = { outcome: 'load' };
const summaries = (...parts: Parameters<typeof history>) =>
  statesOf(readHistory(history(...parts)), now).map(({ name, status, seconds, visits }) => [
    name,
    status,
    seconds,
    visits,
  ]);

test('a run that loads a month: states in order with their seconds, and its job runs', () => {
  const events = history(
    started(),
    checkSource(plan),
    entered('IsPublished', 'Choice'),
    exited('IsPublished', 'Choice'),
    jobState('IngestRaw', 'jr_1', 1.25),
    jobState('LoadRedshift', 'jr_2', 2),
    entered('PipelineSucceeded', 'Succeed'),
    exited('PipelineSucceeded', 'Succeed'),
    executionSucceeded(),
  );
  const story = readHistory(events);
  expect(
    statesOf(story, now).map(({ name, type, status, seconds }) => [name, type, status, seconds]),
  ).toEqual([
    ['CheckSource', 'Task', 'SUCCEEDED', 0.5],
    ['IsPublished', 'Choice', 'SUCCEEDED', 0],
    ['IngestRaw', 'Task', 'SUCCEEDED', 1.25],
    ['LoadRedshift', 'Task', 'SUCCEEDED', 2],
    ['PipelineSucceeded', 'Succeed', 'SUCCEEDED', 0],
  ]);
  expect(jobRunsOf(story)).toEqual([
    { state: 'IngestRaw', jobName: 'tlc-local-IngestRaw', id: 'jr_1', ended: true },
    { state: 'LoadRedshift', jobName: 'tlc-local-LoadRedshift', id: 'jr_2', ended: true },
  ]);
  expect(functionCallsOf(story).map(({ state, functionName }) => [state, functionName])).toEqual([
    ['CheckSource', 'tlc-local-check-source'],
  ]);
  expect([story.end?.status, failingState(story), currentState(story)?.name]).toEqual([
    'SUCCEEDED',
    undefined,
    'PipelineSucceeded',
  ]);
});

test('a job that fails, is retried and succeeds: one visit, two job runs, no failure', () => {
  const events = history(
    started(),
    entered('IngestRaw'),
    jobSubmitted('ingest', 'jr_1'),
    jobFailed('throttled'),
    jobSubmitted('ingest', 'jr_2'),
    jobSucceeded(3),
    exited('IngestRaw'),
  );
  const story = readHistory(events);
  expect(statesOf(story, now)).toEqual([
    { name: 'IngestRaw', type: 'Task', status: 'SUCCEEDED', seconds: 4, visits: 1 },
  ]);
  expect(jobRunsOf(story).map(({ id, ended }) => [id, ended])).toEqual([
    ['jr_1', true],
    ['jr_2', true],
  ]);
});

test('a failure that a Catch takes is the failing state, not the Fail state that follows', () => {
  const story = readHistory(
    history(
      started(),
      entered('IngestRaw'),
      jobSubmitted('ingest', 'jr_1'),
      jobFailed('NotParquet'),
      exited('IngestRaw'),
      entered('NotifyFailure'),
      exited('NotifyFailure'),
      entered('PipelineFailed', 'Fail'),
      executionFailed('IngestFailed', 'NotParquet'),
    ),
  );
  expect(statesOf(story, now).map(({ name, status }) => [name, status])).toEqual([
    ['IngestRaw', 'FAILED'],
    ['NotifyFailure', 'SUCCEEDED'],
    ['PipelineFailed', 'FAILED'],
  ]);
  expect([failingState(story)?.name, failingState(story)?.failure?.error, story.end?.failure]).toEqual([
    'IngestRaw',
    'States.TaskFailed',
    { error: 'IngestFailed', cause: 'NotParquet' },
  ]);
});

test('what runs now counts until now; what an abort cut off is aborted', () => {
  const running = [started(), entered('TransformTrips'), ...jobSubmitted('transform', 'jr_1')];
  expect(summaries(...running)).toEqual([['TransformTrips', 'RUNNING', 60, 1]]);
  expect(jobRunsOf(readHistory(history(...running)))[0]?.ended).toBe(false);
  expect(summaries(...running, { type: 'ExecutionAborted', after: 5 })).toEqual([
    ['TransformTrips', 'ABORTED', 5, 1],
  ]);
});

test('a redriven execution runs again', () => {
  const story = readHistory(
    history(started(), entered('IngestRaw'), { type: 'ExecutionAborted' }, { type: 'ExecutionRedriven' }),
  );
  expect([story.end, story.redrivenAt]).toEqual([undefined, [story.startedAt]]);
});

test('states that are visited again are one line with their sum', () => {
  const wait = [entered('WaitForPublication', 'Wait'), exited('WaitForPublication', 'Wait', {}, 86400)];
  expect(summaries(started(), checkSource({}), wait, checkSource({}), wait, checkSource({}))).toEqual([
    ['CheckSource', 'SUCCEEDED', 1.5, 3],
    ['WaitForPublication', 'SUCCEEDED', 172800, 2],
  ]);
});

test('events of parallel branches belong to the state that they follow, whatever their order', () => {
  const at = new Date('2026-11-23T10:00:00Z');
  const event = (id: number, previousEventId: number, type: string, more: object = {}) => ({
    id,
    previousEventId,
    type: type as 'TaskFailed',
    timestamp: at,
    ...more,
  });
  const story = readHistory([
    event(1, 0, 'TaskStateEntered', { stateEnteredEventDetails: { name: 'Left' } }),
    event(2, 0, 'TaskStateEntered', { stateEnteredEventDetails: { name: 'Right' } }),
    event(3, 2, 'TaskFailed', { taskFailedEventDetails: { error: 'E', cause: 'right' } }),
    event(4, 1, 'TaskStateExited', { stateExitedEventDetails: { name: 'Left' } }),
  ]);
  expect(story.visits.map(({ name, status, failure }) => [name, status, failure?.cause])).toEqual([
    ['Left', 'SUCCEEDED', undefined],
    ['Right', 'RUNNING', 'right'],
  ]);
});
