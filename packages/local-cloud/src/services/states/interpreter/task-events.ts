import { type Json, jsonBytes } from '../../../aws/json.ts';
import type { TaskFailure } from '../../../kernel/task.ts';
import { LARGEST_PAYLOAD, type Reported } from './failure.ts';
import { type HandedOut, input, output, type Thread } from './history.ts';
import type { Integration } from './host.ts';

/** Quota of an error's cause in the API's shapes. */
const LONGEST_CAUSE = 32_768;

export interface TaskLimits {
  readonly timeout?: number;
  readonly heartbeat?: number;
}

/** Records one attempt of a task: Task… events, or LambdaFunction… for the plain ARN of a function. */
export class TaskEvents {
  private readonly thread: Thread;
  private readonly integration: Integration;
  private readonly names: { readonly resourceType: string; readonly resource: string };

  constructor(thread: Thread, integration: Integration) {
    this.thread = thread;
    this.integration = integration;
    this.names = { resourceType: integration.resourceType, resource: integration.resource };
  }

  scheduled(parameters: Json, limits: TaskLimits): void {
    const timeout = limits.timeout === undefined ? {} : { timeoutInSeconds: limits.timeout };
    if (this.integration.events === 'LambdaFunction') {
      const details = { ...input(parameters), resource: this.integration.resource, ...timeout };
      this.thread.add('LambdaFunctionScheduled', { lambdaFunctionScheduledEventDetails: details });
      return;
    }
    const heartbeat = limits.heartbeat === undefined ? {} : { heartbeatInSeconds: limits.heartbeat };
    const text = JSON.stringify(parameters);
    const details = {
      ...this.names,
      region: this.integration.region,
      parameters: text,
      ...timeout,
      ...heartbeat,
    };
    this.thread.add('TaskScheduled', { taskScheduledEventDetails: details });
  }

  started(): void {
    if (this.integration.events === 'LambdaFunction') this.thread.add('LambdaFunctionStarted');
    else this.thread.add('TaskStarted', { taskStartedEventDetails: this.names });
  }

  submitted(answer: Json, handedOut?: HandedOut): void {
    const details = { taskSubmittedEventDetails: { ...this.names, ...output(answer) } };
    this.thread.add('TaskSubmitted', details, handedOut ? { handedOut } : {});
  }

  succeeded(result: Json): void {
    if (this.integration.events === 'LambdaFunction') {
      this.thread.add('LambdaFunctionSucceeded', { lambdaFunctionSucceededEventDetails: output(result) });
    } else {
      this.thread.add('TaskSucceeded', { taskSucceededEventDetails: { ...this.names, ...output(result) } });
    }
  }

  failed(reported: Reported, failedWhile: TaskFailure['failedWhile']): void {
    if (this.integration.events === 'LambdaFunction') {
      if (failedWhile === 'starting')
        this.thread.add('LambdaFunctionStartFailed', {
          lambdaFunctionStartFailedEventDetails: { ...reported },
        });
      else this.thread.add('LambdaFunctionFailed', { lambdaFunctionFailedEventDetails: { ...reported } });
      return;
    }
    const details = { ...this.names, ...reported };
    if (failedWhile === 'starting')
      this.thread.add('TaskStartFailed', { taskStartFailedEventDetails: details });
    else if (failedWhile === 'submitting')
      this.thread.add('TaskSubmitFailed', { taskSubmitFailedEventDetails: details });
    else this.thread.add('TaskFailed', { taskFailedEventDetails: details });
  }

  timedOut(reported: Reported): void {
    if (this.integration.events === 'LambdaFunction') {
      this.thread.add('LambdaFunctionTimedOut', { lambdaFunctionTimedOutEventDetails: { ...reported } });
    } else {
      this.thread.add('TaskTimedOut', { taskTimedOutEventDetails: { ...this.names, ...reported } });
    }
  }

  /** What AWS calls the task where its result is too large: the service, or the function's ARN. */
  tooLarge(result: Json): string | undefined {
    if (jsonBytes(result) <= LARGEST_PAYLOAD) return undefined;
    return this.integration.events === 'LambdaFunction'
      ? this.integration.resource
      : this.integration.resourceType;
  }
}

export function shortCause(cause: string): string {
  return cause.length <= LONGEST_CAUSE ? cause : cause.slice(0, LONGEST_CAUSE);
}
