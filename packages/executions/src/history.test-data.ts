import type { HistoryEvent } from '@aws-sdk/client-sfn';

type Event = Omit<HistoryEvent, 'id' | 'previousEventId' | 'timestamp' | 'type'> & {
  readonly type: string;
  readonly after?: number;
};

/** Events of a machine without branches, as GetExecutionHistory gives them: each follows the one before, `after` seconds later. */
export function history(...parts: (Event | Event[])[]): HistoryEvent[] {
  let at = Date.parse('2026-11-23T10:00:00Z');
  return parts.flat().map(({ after = 0, ...event }, i) => {
    at += after * 1000;
    return { ...event, id: i + 1, previousEventId: i, timestamp: new Date(at) } as HistoryEvent;
  });
}

export const started = (): Event => ({
  type: 'ExecutionStarted',
  executionStartedEventDetails: { input: '{}' },
});
export const executionSucceeded = (): Event => ({ type: 'ExecutionSucceeded' });
export const executionFailed = (error: string, cause: string): Event => ({
  type: 'ExecutionFailed',
  executionFailedEventDetails: { error, cause },
});

export const entered = (name: string, type = 'Task', input: unknown = {}): Event => ({
  type: `${type}StateEntered`,
  stateEnteredEventDetails: { name, input: JSON.stringify(input) },
});
export const exited = (name: string, type = 'Task', output: unknown = {}, after = 0): Event => ({
  type: `${type}StateExited`,
  after,
  stateExitedEventDetails: { name, output: JSON.stringify(output) },
});

/** A whole visit of CheckSource: an optimized Lambda integration. */
export const checkSource = (plan: unknown): Event[] => {
  const names = { resourceType: 'lambda', resource: 'invoke' };
  return [
    entered('CheckSource'),
    {
      type: 'TaskScheduled',
      taskScheduledEventDetails: {
        ...names,
        region: 'us-east-1',
        parameters:
          '{"FunctionName":"arn:aws:lambda:us-east-1:000000000000:function:tlc-local-check-source"}',
      },
    },
    { type: 'TaskStarted', taskStartedEventDetails: names },
    {
      type: 'TaskSucceeded',
      after: 0.5,
      taskSucceededEventDetails: { ...names, output: JSON.stringify({ Payload: plan }) },
    },
    exited('CheckSource', 'Task', plan),
  ];
};

const glue = { resourceType: 'glue', resource: 'startJobRun.sync' };

/** A Glue job from its start to what AWS answers to StartJobRun. */
export const jobSubmitted = (jobName: string, id: string): Event[] => [
  {
    type: 'TaskScheduled',
    taskScheduledEventDetails: {
      ...glue,
      region: 'us-east-1',
      parameters: JSON.stringify({ JobName: jobName }),
    },
  },
  { type: 'TaskStarted', taskStartedEventDetails: glue },
  { type: 'TaskSubmitted', taskSubmittedEventDetails: { ...glue, output: JSON.stringify({ JobRunId: id }) } },
];
export const jobSucceeded = (after: number): Event => ({
  type: 'TaskSucceeded',
  after,
  taskSucceededEventDetails: { ...glue, output: '{"JobRunState":"SUCCEEDED"}' },
});
export const jobFailed = (message: string, after = 1): Event => ({
  type: 'TaskFailed',
  after,
  taskFailedEventDetails: {
    ...glue,
    error: 'States.TaskFailed',
    cause: JSON.stringify({ JobName: 'j', JobRunState: 'FAILED', ErrorMessage: message }),
  },
});

/** A state that runs a Glue job for `seconds`. */
export const jobState = (name: string, id: string, seconds: number): Event[] => [
  entered(name),
  ...jobSubmitted(`tlc-local-${name}`, id),
  jobSucceeded(seconds),
  exited(name),
];
