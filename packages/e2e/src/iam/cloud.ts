import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
import { resourceNames, type Stage } from '@tlc-elt/contracts';
import { root, SHARED } from '../place.ts';
import { type Ended, run } from '../process.ts';

const LOCAL = join(root, 'packages/local-cloud/bin/local.ts');
const OPS = join(root, 'apps/ops-cli/bin/ops.mjs');
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
export class Cloud {
  readonly stage: Stage;
  readonly names: ReturnType<typeof resourceNames>;
  readonly #dir: string;
  #config: { endpoint: string; region: string; accountId: string; credentials: Credentials } | undefined;

  private constructor(stage: Stage, dir: string) {
    this.stage = stage;
    this.names = resourceNames(stage);
    this.#dir = dir;
  }

  static async create(stage: Stage): Promise<Cloud> {
    return new Cloud(stage, await mkdtemp(join(tmpdir(), 'tlc-iam-state-')));
  }

  #run(script: string, args: readonly string[]): Promise<Ended> {
    const env = { ...process.env, TLC_LOCAL_DIR: this.#dir, TLC_SHARED_DIR: SHARED, NO_COLOR: '1' };
    return run(process.execPath, [script, ...args, '--stage', this.stage], { cwd: root, env });
  }

  local(...args: string[]): Promise<Ended> {
    return this.#run(LOCAL, args);
  }

  ops(...args: string[]): Promise<Ended> {
    return this.#run(OPS, [...args, '--endpoint', 'local']);
  }

  /** Starts it; what it says where it does not start. */
  async up(assembly: string, source: string): Promise<string | undefined> {
    const ended = await this.local(
      'up',
      '--assembly',
      assembly,
      '--source',
      source,
      '--port',
      '0',
      '--detach',
    );
    if (ended.code !== 0) return ended.stderr;
    const text = await readFile(join(this.#dir, this.stage, 'client-env.json'), 'utf8');
    const env = JSON.parse(text) as Record<string, string>;
    this.#config = {
      endpoint: env.AWS_ENDPOINT_URL ?? '',
      region: env.AWS_REGION ?? '',
      accountId: this.stage === 'local' ? '000000000000' : '123456789012',
      credentials: {
        accessKeyId: env.AWS_ACCESS_KEY_ID ?? '',
        secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '',
      },
    };
    return undefined;
  }

  get #clients() {
    if (!this.#config) throw new Error('the local cloud was not started');
    const { accountId, ...config } = this.#config;
    return {
      accountId,
      region: config.region,
      sfn: new SFNClient(config),
      glue: new GlueClient(config),
      logs: new CloudWatchLogsClient(config),
      sqs: new SQSClient(config),
    };
  }

  get #machine(): string {
    const { accountId, region } = this.#clients;
    return `arn:aws:states:${region}:${accountId}:stateMachine:${this.names.stateMachine}`;
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
    return until(async () => {
      const { JobRun } = await glue.send(new GetJobRunCommand({ JobName, RunId: id }));
      const state = JobRun?.JobRunState ?? '';
      return ['SUCCEEDED', 'FAILED', 'STOPPED', 'TIMEOUT'].includes(state)
        ? { id, state, error: JobRun?.ErrorMessage ?? '' }
        : undefined;
    });
  }

  /** State of a job run that an execution started. */
  async jobState(JobName: string, RunId: string): Promise<string> {
    const { JobRun } = await this.#clients.glue.send(new GetJobRunCommand({ JobName, RunId }));
    return JobRun?.JobRunState ?? '';
  }

  /** Lines of a log group; of those streams that start so. */
  async lines(logGroupName: string, logStreamNamePrefix?: string): Promise<string[]> {
    const { events = [] } = await this.#clients.logs.send(
      new FilterLogEventsCommand({ logGroupName, ...(logStreamNamePrefix ? { logStreamNamePrefix } : {}) }),
    );
    return events.map(({ message = '' }) => message);
  }

  /** A message among the dead letters; undefined where there is none. */
  async deadLetter(): Promise<string | undefined> {
    const { sqs, region, accountId } = this.#clients;
    const QueueUrl = `https://sqs.${region}.amazonaws.com/${accountId}/${this.names.trigger}-dead-letters`;
    const { Messages } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['All'], VisibilityTimeout: 0 }),
    );
    return Messages?.[0] && JSON.stringify(Messages[0]);
  }

  async used(): Promise<Used[]> {
    return JSON.parse((await this.local('iam', '--json')).stdout) as Used[];
  }

  /** What `pnpm local iam --refused` prints. */
  async refused(): Promise<string> {
    return (await this.local('iam', '--refused')).stdout;
  }

  async remove(): Promise<void> {
    await this.local('down');
    await rm(this.#dir, { recursive: true, force: true });
  }
}

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
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
