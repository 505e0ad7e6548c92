import type { Attempt, Story } from './history.ts';

/** A Glue job run that a state of the execution started. */
export interface JobRun {
  readonly state: string;
  readonly jobName: string;
  readonly id: string;
  /** False while the job may still write. */
  readonly ended: boolean;
}

/** Glue job runs of an execution, oldest first; a retried state has several. */
export function jobRunsOf(story: Story): JobRun[] {
  return story.visits.flatMap((visit) =>
    visit.attempts.flatMap((attempt) => {
      const id = field(attempt.submitted, 'JobRunId');
      if (attempt.service !== 'glue' || id === undefined) return [];
      const ended = attempt.endedAt !== undefined || visit.exitedAt !== undefined;
      return [{ state: visit.name, jobName: field(attempt.parameters, 'JobName') ?? '', id, ended }];
    }),
  );
}

/** A call of a Lambda function by a state of the execution. */
export interface FunctionCall {
  readonly state: string;
  readonly functionName: string;
  readonly from: Date;
  readonly to: Date | undefined;
}

/** Calls of Lambda functions, oldest first. */
export function functionCallsOf(story: Story): FunctionCall[] {
  return story.visits.flatMap((visit) =>
    visit.attempts.flatMap((attempt) => {
      const name = functionName(attempt);
      if (name === undefined) return [];
      return [{ state: visit.name, functionName: name, from: attempt.scheduledAt, to: attempt.endedAt }];
    }),
  );
}

/** `tlc-local-check-source` of a name, an ARN or a qualified ARN. */
function functionName(attempt: Attempt): string | undefined {
  if (attempt.service !== 'lambda') return undefined;
  const given = field(attempt.parameters, 'FunctionName');
  return given === undefined ? undefined : (/:function:([^:]+)/.exec(given)?.[1] ?? given);
}

function field(json: string | undefined, name: string): string | undefined {
  if (json === undefined) return undefined;
  const value = (JSON.parse(json) as Record<string, unknown>)[name];
  return typeof value === 'string' ? value : undefined;
}
