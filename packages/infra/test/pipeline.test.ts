import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import {
  datasets,
  type JobState,
  jobArguments,
  jobStates,
  NotificationKind,
  pipelineErrors,
  WOKEN,
} from '@tlc-elt/contracts';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { newApp } from '../src/app.ts';
import { stageConfig } from '../src/config/stages.ts';
import { ASL_FILE, PipelineStack } from '../src/pipeline/pipeline-stack.ts';
import { resources, stages } from './templates.ts';

// The package has types for its CommonJS form only.
const validate = createRequire(import.meta.url)('asl-validator') as (definition: unknown) => {
  isValid: boolean;
  errors: unknown[];
};

interface Retrier {
  ErrorEquals: string[];
  IntervalSeconds: number;
  MaxAttempts: number;
  MaxDelaySeconds: number;
  BackoffRate: number;
  JitterStrategy: string;
}
interface State {
  Type: string;
  Resource?: string;
  Parameters?: { Arguments?: Record<string, string> };
  TimeoutSeconds?: number;
  Retry?: Retrier[];
  Catch?: { ErrorEquals: string[]; Next: string }[];
  Next?: string;
  Cause?: string;
}

const text = readFileSync(ASL_FILE, 'utf8');
const asl = JSON.parse(text) as { TimeoutSeconds: number; States: Record<string, State> };
const tasks = Object.entries(asl.States).filter(([, { Type }]) => Type === 'Task');
/** What a run does; the others tell of it. */
const work = tasks.filter(([name]) => !name.startsWith('Notify'));
const DAY = 86_400;

describe('the workflow', () => {
  test('is valid Amazon States Language', () => {
    // It writes defaults into what it is given.
    expect(validate(structuredClone(asl))).toMatchObject({ isValid: true, errors: [] });
  });

  test('is refused by the validator where a state leads nowhere', () => {
    const broken = structuredClone(asl);
    Object.assign(broken.States.IngestRaw ?? {}, { Next: 'Nowhere' });
    expect(validate(broken).isValid).toBe(false);
  });

  test.each(stages)('gets a value for each placeholder in stage %s, and no other', (stage) => {
    const placeholders = [...new Set([...text.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name))].sort();
    const [machine] = resources(stage, 'AWS::StepFunctions::StateMachine');
    expect(Object.keys(machine?.properties.DefinitionSubstitutions).sort()).toEqual(placeholders);
    expect(placeholders.length).toBe(9);
  });

  test.each(jobStates)(
    'gives %s the arguments of the contract that a run gives, and no other',
    (state: JobState) => {
      const given = Object.keys(asl.States[state]?.Parameters?.Arguments ?? {}).map((name) =>
        name.replace(/^--|\.\$$/g, ''),
      );
      const wanted = jobArguments[state].filter(({ from }) => from === 'run').map(({ name }) => name);
      expect(given.sort()).toEqual(wanted.sort());
    },
  );

  test('ends each attempt of a task, later than the job itself does', () => {
    const jobs = new Map(
      resources('prod', 'AWS::Glue::Job').map(({ logicalId, properties }) => [logicalId, properties]),
    );
    for (const [name, { TimeoutSeconds = 0 }] of tasks) {
      expect(TimeoutSeconds, name).toBeGreaterThan(0);
      if (jobs.has(name)) expect(TimeoutSeconds, name).toBeGreaterThan(jobs.get(name).Timeout * 60);
    }
  });

  test('lives longer than any month may wait for its publication', () => {
    // A run may start on the month's last day, sleep one wait beyond the deadline, and must still load then.
    for (const stage of stages) {
      const { waitSeconds } = stageConfig({ TLC_STAGE: stage });
      for (const { publicationDeadlineDays } of Object.values(datasets))
        expect(asl.TimeoutSeconds).toBeGreaterThan(
          (publicationDeadlineDays + 31) * DAY + waitSeconds + 4 * 7200,
        );
    }
  });

  test('retries what is transient, with backoff and jitter, and nothing that is terminal', () => {
    const terminal = Object.entries(pipelineErrors)
      .filter(([, { kind }]) => kind === 'terminal')
      .map(([name]) => name);
    for (const [name, { Retry = [] }] of work) {
      expect(Retry.length, name).toBeGreaterThan(0);
      for (const { ErrorEquals, BackoffRate, JitterStrategy, MaxAttempts } of Retry) {
        // These change nothing: only they may be tried again whatever became of them.
        const vague =
          name === 'CheckSource' || name === 'AuditMonth'
            ? /^States\.(ALL|TaskFailed)$/
            : /^States\.(ALL|TaskFailed|Timeout)$/;
        expect(ErrorEquals.filter((error) => vague.test(error))).toEqual([]);
        expect(ErrorEquals.filter((error) => terminal.includes(error))).toEqual([]);
        expect([BackoffRate, JitterStrategy]).toEqual([2, 'FULL']);
        const waits = ErrorEquals.includes('Glue.ConcurrentRunsExceededException');
        expect(MaxAttempts).toBeLessThanOrEqual(waits ? 30 : 8);
      }
    }
  });

  test('tries CheckSource again where it was cut off: the wait of a hundred days would end with it', () => {
    const [, check] = work.find(([name]) => name === 'CheckSource') ?? [];
    const retried = check?.Retry?.flatMap(({ ErrorEquals }) => ErrorEquals);
    expect(retried).toEqual(
      expect.arrayContaining(['Lambda.Unknown', 'Sandbox.Timedout', 'Runtime.ExitError', 'States.Timeout']),
    );
  });

  test('waits more than an hour for a job that has as many runs as it takes', () => {
    const jobs = work.filter(([, { Resource }]) => Resource?.includes(':glue:'));
    expect(jobs.map(([name]) => name)).toEqual(['IngestRaw', 'TransformTrips', 'LoadRedshift']);
    for (const [name, { Retry = [] }] of jobs) {
      const [own] = Retry.filter(({ ErrorEquals }) =>
        ErrorEquals.includes('Glue.ConcurrentRunsExceededException'),
      );
      const {
        IntervalSeconds = 0,
        BackoffRate = 0,
        MaxAttempts = 0,
        MaxDelaySeconds = 0,
      } = own ?? ({} as Partial<Retrier>);
      const delays = Array.from({ length: MaxAttempts }, (_, attempt) =>
        Math.min(MaxDelaySeconds, IntervalSeconds * BackoffRate ** attempt),
      );
      // FULL jitter takes half of each on average.
      expect(
        delays.reduce((sum, delay) => sum + delay / 2, 0),
        name,
      ).toBeGreaterThan(3600);
    }
  });

  test('catches all that a task may fail with, tells, and fails with its cause', () => {
    for (const [name, { Catch = [] }] of work.filter(([name]) => name !== 'WritePassport'))
      expect(Catch, name).toEqual([
        { ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'ReadFailure' },
      ]);
    expect(asl.States.NotifyFailure).toMatchObject({
      Resource: 'arn:aws:states:::sns:publish',
      Next: 'PipelineFailed',
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'FailureNotTold' }],
    });
    expect(asl.States.PipelineFailed).toMatchObject({ Error: '{% $error %}', Cause: '{% $sentence %}' });
  });

  test('fails nothing where a load cannot be told', () => {
    expect(asl.States.NotifyLoaded).toMatchObject({
      Resource: 'arn:aws:states:::sns:publish',
      Next: 'PipelineSucceeded',
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'PipelineSucceeded' }],
    });
  });

  const substitutions = (env: Record<string, string>) => {
    const stack = new PipelineStack(newApp(), stageConfig({ TLC_STAGE: 'dev', ...env }));
    const template = Template.fromStack(stack);
    const [machine] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
    const rules = Object.values(template.findResources('AWS::Events::Rule'));
    const { Notify, PassportUrl } = machine?.Properties.DefinitionSubstitutions ?? {};
    return [Notify, PassportUrl, rules.map(({ Properties }) => Properties.State)];
  };

  test.each([
    [{}, 'failed,held,overdue', 'none', ['ENABLED', 'ENABLED', 'ENABLED']],
    [
      { TLC_NOTIFY: 'republished, held', TLC_PASSPORT_URL: 'https://p.example/?key=' },
      'republished,held',
      'https://p.example/?key=',
      ['DISABLED', 'ENABLED', 'DISABLED'],
    ],
    [{ TLC_NOTIFY: 'none' }, 'none', 'none', ['DISABLED', 'ENABLED', 'DISABLED']],
    [{ TLC_NOTIFY: 'all' }, NotificationKind.options.join(','), 'none', ['ENABLED', 'ENABLED', 'ENABLED']],
  ])('of %j tells %s, with passports at %s', (env, ...wanted) =>
    expect(substitutions(env as Record<string, string>)).toEqual(wanted),
  );
});

describe('the passport', () => {
  test('that cannot be written fails nothing: the month is loaded', () => {
    const { Catch, Next } = asl.States.WritePassport ?? {};
    expect(Catch).toEqual([{ ErrorEquals: ['States.ALL'], ResultPath: '$.passport', Next }]);
    expect(asl.States.LoadRedshift?.Next).toBe('WritePassport');
  });

  test('of a month that is there already is not written', () => {
    const before = Object.entries(asl.States).filter(([, { Next }]) => Next === 'WritePassport');
    expect(before.map(([name]) => name)).toEqual(['LoadRedshift']);
  });
});

describe.each(stages)('the state machine of stage %s', (stage) => {
  test('is STANDARD, logs all and is traced', () => {
    const [machine] = resources(stage, 'AWS::StepFunctions::StateMachine');
    expect(machine?.properties).toMatchObject({
      StateMachineName: `tlc-${stage}-pipeline`,
      StateMachineType: 'STANDARD',
      LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: true },
      TracingConfiguration: { Enabled: true },
    });
  });

  test('tells of the bad ends that its own notification misses, and of no other a second time', () => {
    const account = stage === 'local' ? '000000000000' : '123456789012';
    const stateMachineArn = [`arn:aws:states:us-east-1:${account}:stateMachine:tlc-${stage}-pipeline`];
    const suffix = / \(.*\)(?=')/.exec(String(asl.States.FailureNotTold?.Cause))?.[0];
    const rules = resources(stage, 'AWS::Events::Rule');
    expect(rules.map(({ properties }) => properties.EventPattern.detail)).toEqual([
      {
        stateMachineArn,
        status: ['TIMED_OUT', 'ABORTED'],
        error: [{ exists: false }, null, { 'anything-but': WOKEN }],
      },
      { stateMachineArn, status: ['FAILED'], cause: [{ suffix }] },
      { stateMachineArn, status: ['FAILED'], error: ['States.QueryEvaluationError'] },
    ]);
    for (const { properties } of rules) {
      expect(properties.EventPattern).toMatchObject({
        source: ['aws.states'],
        'detail-type': ['Step Functions Execution Status Change'],
      });
      expect(properties.Targets).toMatchObject([
        { Arn: `arn:aws:sns:us-east-1:${account}:tlc-${stage}-notifications` },
      ]);
    }
  });
});
