import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Shape } from '../../src/aws/call.ts';
import type { Json } from '../../src/aws/json.ts';
import { machineArn, ROLE, StatesBench } from './states-kernel.ts';
import { VirtualClock } from './virtual-clock.ts';

/** A workflow as people write it: a check, choices, a wait, three Glue jobs, an audit, a notification, a Fail state. */
const ASL = join(import.meta.dirname, '../../../infra/src/pipeline/pipeline.asl.json');
export const PLAN = {
  dataset: 'd',
  month: '2024-09',
  run_id: 'r1',
  force: 'false',
  accept_quarantine: 'false',
  accept_older: 'false',
  accept_shrink: 'false',
  accept_republication: 'false',
  loaded_etag: 'none',
  source: { etag: 'e', url: 'https://p/f', last_modified: 'm', bytes: 60_000_000 },
  wait_seconds: 86_400,
  deadline: '2025-02-27',
};
/** The states between a failure and the end. */
export const TELLING = [
  'ReadFailure',
  'FindSentence',
  'NameFailure',
  'KindOfFailure',
  'FailureWanted',
  'NotifyFailure',
];
export const TOPIC = 'arn:aws:sns:us-east-1:111111111111:topic';
export const JOBS = ['IngestRaw', 'TransformTrips', 'LoadRedshift'];
/** What a load goes through behind the check. */
export const LOADING = [
  'IngestRaw',
  'TransformTrips',
  'AuditWanted',
  'LoadRedshift',
  'WritePassport',
  'LoadNewsWanted',
];
const PASSPORT = 'arn:aws:lambda:us-east-1:111111111111:function:write-passport';

interface PassportCall {
  readonly state: 'AuditMonth' | 'WritePassport';
  readonly plan: Json;
}

/** The pipeline of this repository on scripted services: what they answer is set before `open`. */
export class PipelineBench {
  readonly clock = new VirtualClock();
  bench!: StatesBench;
  /** What the check answers, one after the other; the last one again and again. An Error: its errorType. */
  outcomes: (string | Error)[] = ['load'];
  /** How a job's run ends. */
  endings: Record<string, Shape> = {};
  published: Shape[] = [];
  readonly stopped: unknown[] = [];
  readonly checks: Json[] = [];
  /** Oddities that the plan stops on; none: a plan of a function that is older than them. */
  stopOn: string[] = [];
  /** What the function of the passport is asked, and by which errors two of its states end. */
  readonly passportCalls: PassportCall[] = [];
  passportErrors: Partial<Record<string, Error>> = {};
  /** Where the passport was written. */
  passportKeys: string[] = [];
  /** What CheckSource's plan says otherwise. */
  planned: Shape = {};
  private readonly directory = mkdtempSync(join(tmpdir(), 'states-'));

  /** Ends what `open` began, and leaves nothing of it. */
  async close(): Promise<void> {
    await this.bench.service.stop?.();
    rmSync(this.directory, { recursive: true });
  }

  /** The workflow, of which only what is chosen is told. */
  open(denied: readonly string[] = [], notify = 'failed,held,overdue'): void {
    const runs = new Map<string, string>();
    const jobRun = (runId: string): Shape => {
      const JobName = runs.get(runId) as string;
      return { Id: runId, JobName, JobRunState: 'SUCCEEDED', ...this.endings[JobName] };
    };
    this.bench = new StatesBench({
      directory: this.directory,
      clock: this.clock,
      denied: new Set(denied),
      machines: {
        pipeline: {
          DefinitionString: readFileSync(ASL, 'utf8'),
          DefinitionSubstitutions: {
            CheckSourceArn: 'arn:aws:lambda:us-east-1:111111111111:function:check-source',
            WritePassportArn: PASSPORT,
            TopicArn: TOPIC,
            Notify: notify,
            PassportUrl: 'https://passports.example/',
            DefaultDataset: 'd',
            ...Object.fromEntries(JOBS.map((name) => [`${name}Job`, name])),
          },
          RoleArn: ROLE,
          TracingConfiguration: { Enabled: true },
        },
      },
      operations: {
        'glue:StartJobRun': ({ JobName }) => {
          runs.set(`jr_${JobName}`, String(JobName));
          return { JobRunId: `jr_${JobName}` };
        },
        'glue:GetJobRun': ({ RunId }) => ({ JobRun: jobRun(String(RunId)) }),
        'glue:BatchStopJobRun': ({ JobRunIds }) => {
          this.stopped.push(JobRunIds);
          return { SuccessfulSubmissions: [], Errors: [] };
        },
        'lambda:Invoke': ({ FunctionName, Payload }) => {
          if (FunctionName === PASSPORT)
            return this.passportAnswer(JSON.parse(String(Payload)) as PassportCall);
          this.checks.push(JSON.parse(String(Payload)) as Json);
          const outcome = this.outcomes.length > 1 ? this.outcomes.shift() : this.outcomes[0];
          const failed = outcome instanceof Error;
          const told = failed
            ? { errorType: outcome.name, errorMessage: outcome.message }
            : {
                ...PLAN,
                ...this.planned,
                outcome,
                ...(this.stopOn.length > 0 ? { stop_on: this.stopOn } : {}),
              };
          return {
            StatusCode: 200,
            ExecutedVersion: '$LATEST',
            Payload: Buffer.from(JSON.stringify(told)),
            ...(failed ? { FunctionError: 'Unhandled' } : {}),
          };
        },
        'sns:Publish': (input) => {
          this.published.push(input);
          return { MessageId: 'm' };
        },
      },
      offers: {
        glue: {
          prepare: async () => {},
          waitForJobRun: async (_, runId, signal) => {
            await this.clock.sleep(this.endings[runs.get(runId) as string]?.never ? 1e9 : 60_000, signal);
            return jobRun(runId);
          },
        },
      },
    });
  }

  async start(given: Json = { dataset: 'd', month: '2024-09' }): Promise<string> {
    const input = JSON.stringify(given);
    const answer = await this.bench.call('StartExecution', {
      stateMachineArn: machineArn('pipeline'),
      name: 'r1',
      input,
    });
    return String(answer.executionArn);
  }

  describeExecution(executionArn: string): Promise<Shape> {
    return this.bench.call('DescribeExecution', { executionArn });
  }

  /** Lets time pass until the execution has ended. */
  async ended(executionArn: string): Promise<Shape> {
    const poll = async (): Promise<Shape> => {
      for (;;) {
        const { status, output, error, cause } = await this.describeExecution(executionArn);
        if (status !== 'RUNNING') return { status, output, error, cause };
        await this.clock.sleep(300_000);
      }
    };
    return this.clock.until(poll());
  }

  async visited(executionArn: string): Promise<string[]> {
    const { events } = await this.bench.call('GetExecutionHistory', { executionArn, maxResults: 1000 });
    return (events as Shape[]).flatMap(({ stateEnteredEventDetails: entered }) =>
      entered ? [(entered as { name: string }).name] : [],
    );
  }

  /** Turns of the event loop without any time passing. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }

  private passportAnswer(call: PassportCall): Shape {
    this.passportCalls.push(call);
    const error = this.passportErrors[call.state];
    const told = error
      ? { errorType: error.name, errorMessage: error.message }
      : { odd: [], keys: this.passportKeys };
    return {
      StatusCode: 200,
      ExecutedVersion: '$LATEST',
      Payload: Buffer.from(JSON.stringify(told)),
      ...(error ? { FunctionError: 'Unhandled' } : {}),
    };
  }
}

/** As a message carries them. */
export const attributes = (kind: string, dataset = 'd', month = '2024-09'): Shape =>
  Object.fromEntries(
    Object.entries({ kind, dataset, month }).map(([name, StringValue]) => [
      name,
      { DataType: 'String', StringValue },
    ]),
  );
