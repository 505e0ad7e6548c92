import { setTimeout as sleep } from 'node:timers/promises';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetJobRunCommand, GlueClient, StartJobRunCommand } from '@aws-sdk/client-glue';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { chatParameterNames, lineageApiKeyParameter, resourceNames } from '@tlc-elt/contracts';
import { LocalCloud } from '@tlc-elt/testing';

const PATIENCE_MS = 120_000;

/** An action that was allowed, and whether it was used; as `pnpm local iam --json` gives it. */
export interface Used {
  readonly role: string;
  readonly action: string;
  readonly statement: string;
  readonly used: boolean;
}

export interface Execution {
  readonly arn: string;
  readonly status: string;
  readonly error: string;
  readonly cause: string;
}

/** A local cloud of one assembly, and an operator's clients of it. */
export class Cloud extends LocalCloud {
  readonly names = resourceNames(this.stage);
  readonly #accountId = this.stage === 'local' ? '000000000000' : '123456789012';

  get #clients() {
    const { client } = this;
    return {
      region: client.region,
      sfn: new SFNClient(client),
      glue: new GlueClient(client),
      logs: new CloudWatchLogsClient(client),
      sqs: new SQSClient(client),
    };
  }

  get #machine(): string {
    return `arn:aws:states:${this.#clients.region}:${this.#accountId}:stateMachine:${this.names.stateMachine}`;
  }

  async start(name: string, input: object): Promise<string> {
    const { executionArn = '' } = await this.#clients.sfn.send(
      new StartExecutionCommand({
        stateMachineArn: this.#machine,
        name,
        input: JSON.stringify({ dataset: 'yellow', ...input }),
      }),
    );
    return executionArn;
  }

  stop(executionArn: string): Promise<unknown> {
    return this.#clients.sfn.send(new StopExecutionCommand({ executionArn }));
  }

  async described(executionArn: string): Promise<Execution> {
    const {
      status = '',
      error = '',
      cause = '',
    } = await this.#clients.sfn.send(new DescribeExecutionCommand({ executionArn }));
    return { arn: executionArn, status, error, cause };
  }

  /** Waits for an execution's end. */
  ended(executionArn: string): Promise<Execution> {
    return until(async () => {
      const execution = await this.described(executionArn);
      return execution.status === 'RUNNING' ? undefined : execution;
    });
  }

  async history(executionArn: string): Promise<HistoryEvent[]> {
    const { events = [] } = await this.#clients.sfn.send(
      new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }),
    );
    return events;
  }

  async executions(): Promise<string[]> {
    const { executions = [] } = await this.#clients.sfn.send(
      new ListExecutionsCommand({ stateMachineArn: this.#machine }),
    );
    return executions.map(({ name = '' }) => name);
  }

  /** Runs a Glue job by itself; gives its id, state and message. */
  async job(
    JobName: string,
    args: Record<string, string>,
  ): Promise<{ id: string; state: string; error: string }> {
    const { glue } = this.#clients;
    const { JobRunId: id = '' } = await glue.send(new StartJobRunCommand({ JobName, Arguments: args }));
    return { id, ...(await this.jobEnd(JobName, id)) };
  }

  /** Waits for the end of a job run; gives its state and message. */
  jobEnd(JobName: string, RunId: string): Promise<{ state: string; error: string }> {
    return until(async () => {
      const { JobRun } = await this.#clients.glue.send(new GetJobRunCommand({ JobName, RunId }));
      const state = JobRun?.JobRunState ?? '';
      return ['SUCCEEDED', 'FAILED', 'STOPPED', 'TIMEOUT'].includes(state)
        ? { state, error: JobRun?.ErrorMessage ?? '' }
        : undefined;
    });
  }

  /** Lines of a log group; of those streams that start so. */
  async lines(logGroupName: string, logStreamNamePrefix?: string): Promise<string[]> {
    const { events = [] } = await this.#clients.logs.send(
      new FilterLogEventsCommand({ logGroupName, ...(logStreamNamePrefix ? { logStreamNamePrefix } : {}) }),
    );
    return events.map(({ message = '' }) => message);
  }

  /** A message among the dead letters of the trigger, or of the notifier; undefined where there is none. */
  async deadLetter(of: 'trigger' | 'notifier' = 'trigger'): Promise<string | undefined> {
    const { sqs, region } = this.#clients;
    const QueueUrl = `https://sqs.${region}.amazonaws.com/${this.#accountId}/${this.names[of]}-dead-letters`;
    const { Messages } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['All'], VisibilityTimeout: 0 }),
    );
    return Messages?.[0] && JSON.stringify(Messages[0]);
  }

  /** Puts the webhook of the stage's chat where the notifier reads it. */
  setWebhook(url: string): Promise<unknown> {
    return this.#putSecret(chatParameterNames(this.stage).webhookUrl, url);
  }

  /** Puts the key of the stage's OpenLineage endpoint where the lineage sender reads it. */
  setLineageKey(key: string): Promise<unknown> {
    return this.#putSecret(lineageApiKeyParameter(this.stage), key);
  }

  #putSecret(Name: string, Value: string): Promise<unknown> {
    return new SSMClient(this.client).send(new PutParameterCommand({ Name, Value, Type: 'SecureString' }));
  }

  async used(): Promise<Used[]> {
    return JSON.parse((await this.local('iam', '--json')).stdout) as Used[];
  }

  /** What `pnpm local iam --refused` prints. */
  async refused(): Promise<string> {
    return (await this.local('iam', '--refused')).stdout;
  }
}

/** Asks until there is an answer. */
export async function until<T>(ask: () => Promise<T | undefined>, patienceMs = PATIENCE_MS): Promise<T> {
  const end = Date.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`nothing happened within ${patienceMs / 1000} s`);
    await sleep(60);
  }
}
