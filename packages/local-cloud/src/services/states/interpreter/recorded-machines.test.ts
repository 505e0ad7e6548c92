import { describe, expect, it } from 'vitest';
import { playMachine, type TaskScript } from '../../../../testing/states/run-machine.ts';
import type { Json, JsonObject } from '../../../aws/json.ts';
import { TaskFailure } from '../../../kernel/task.ts';
import type { Ending } from './run-execution.ts';

/**
 * Histories recorded on AWS. Source: localstack/localstack, tests/aws/services/stepfunctions/v2, whose snapshots are
 * recorded against the real service; the test is named in each row. Compared are types, ids and previousEventIds.
 */
interface Recorded {
  readonly source: string;
  readonly machine: JsonObject;
  readonly input: Json;
  readonly tasks?: Readonly<Record<string, TaskScript>>;
  readonly ending: Ending;
  readonly sequence: string;
}

const failing: TaskScript = () => {
  throw new TaskFailure('Exception', '{"errorType":"Exception"}');
};
const hanging: TaskScript = (_, { signal }) =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
const itemFails = {
  StartAt: 'HandleItemFail',
  States: { HandleItemFail: { Type: 'Fail', Error: 'E', Cause: 'C' } },
};
const items = { Type: 'Pass', Result: { arr: [1] }, Next: 'MapState' };
const branchFails = {
  StartAt: 'Branch1',
  States: { Branch1: { Type: 'Fail', Error: 'FailureType', Cause: 'why' } },
};

const one = (state: JsonObject): JsonObject => ({ StartAt: 'S', States: { S: state } });
const runtime = (what: string): Ending => ({
  status: 'FAILED',
  error: 'States.Runtime',
  cause: `An error occurred while executing the state 'S' (entered at the event id #2). ${what}`,
});

const RECORDS: readonly Recorded[] = [
  {
    source: 'scenarios: test_map_state_break_condition',
    machine: {
      StartAt: 'StartState',
      States: {
        StartState: { Type: 'Pass', Result: { arr: [1, 3, 4] }, Next: 'MapState' },
        MapState: {
          Type: 'Map',
          ItemsPath: '$.arr',
          MaxConcurrency: 1,
          ItemProcessor: {
            StartAt: 'Equals3',
            States: {
              Equals3: {
                Type: 'Choice',
                Choices: [{ Variable: '$', NumericEquals: 3, Next: 'Break' }],
                Default: 'Pass',
              },
              Break: { Type: 'Fail', Error: 'SomeFailure', Cause: 'This state machines raises a failure.' },
              Pass: { Type: 'Pass', End: true },
            },
          },
          End: true,
        },
      },
    },
    input: {},
    ending: { status: 'FAILED', error: 'SomeFailure', cause: 'This state machines raises a failure.' },
    sequence: `1<0 ExecutionStarted, 2<0 PassStateEntered, 3<2 PassStateExited, 4<3 MapStateEntered, 5<4 MapStateStarted,
      6<5 MapIterationStarted, 7<6 ChoiceStateEntered, 8<7 ChoiceStateExited, 9<8 PassStateEntered, 10<9 PassStateExited,
      11<10 MapIterationSucceeded, 12<10 MapIterationStarted, 13<12 ChoiceStateEntered, 14<13 ChoiceStateExited,
      15<14 FailStateEntered, 16<15 MapIterationFailed, 17<15 MapStateFailed, 18<17 ExecutionFailed`,
  },
  {
    source: 'scenarios: test_map_state_nested',
    machine: {
      StartAt: 'MapL1',
      States: {
        MapL1: {
          Type: 'Map',
          MaxConcurrency: 1,
          ItemProcessor: {
            StartAt: 'MapL2',
            States: {
              MapL2: {
                Type: 'Map',
                MaxConcurrency: 1,
                ItemProcessor: { StartAt: 'MapL2Pass', States: { MapL2Pass: { Type: 'Pass', End: true } } },
                End: true,
              },
            },
          },
          End: true,
        },
      },
    },
    input: [[1, 2], [4]],
    ending: { status: 'SUCCEEDED', output: [[1, 2], [4]] },
    sequence: `1<0 ExecutionStarted, 2<0 MapStateEntered, 3<2 MapStateStarted, 4<3 MapIterationStarted, 5<4 MapStateEntered,
      6<5 MapStateStarted, 7<6 MapIterationStarted, 8<7 PassStateEntered, 9<8 PassStateExited, 10<9 MapIterationSucceeded,
      11<9 MapIterationStarted, 12<11 PassStateEntered, 13<12 PassStateExited, 14<13 MapIterationSucceeded,
      15<14 MapStateSucceeded, 16<14 MapStateExited, 17<16 MapIterationSucceeded, 18<16 MapIterationStarted,
      19<18 MapStateEntered, 20<19 MapStateStarted, 21<20 MapIterationStarted, 22<21 PassStateEntered, 23<22 PassStateExited,
      24<23 MapIterationSucceeded, 25<24 MapStateSucceeded, 26<24 MapStateExited, 27<26 MapIterationSucceeded,
      28<27 MapStateSucceeded, 29<27 MapStateExited, 30<29 ExecutionSucceeded`,
  },
  {
    source: 'scenarios: test_map_state_catch',
    machine: {
      StartAt: 'StartState',
      States: {
        StartState: items,
        MapState: {
          Type: 'Map',
          ItemsPath: '$.arr',
          ItemProcessor: itemFails,
          End: true,
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'FinalCaught' }],
        },
        FinalCaught: { Type: 'Pass', End: true },
      },
    },
    input: {},
    ending: { status: 'SUCCEEDED', output: { Error: 'E', Cause: 'C' } },
    sequence: `1<0 ExecutionStarted, 2<0 PassStateEntered, 3<2 PassStateExited, 4<3 MapStateEntered, 5<4 MapStateStarted,
      6<5 MapIterationStarted, 7<6 FailStateEntered, 8<7 MapIterationFailed, 9<7 MapStateFailed, 10<9 MapStateExited,
      11<10 PassStateEntered, 12<11 PassStateExited, 13<12 ExecutionSucceeded`,
  },
  {
    source: 'scenarios: test_map_state_retry',
    machine: {
      StartAt: 'StartState',
      States: {
        StartState: items,
        MapState: {
          Type: 'Map',
          ItemsPath: '$.arr',
          ItemProcessor: itemFails,
          End: true,
          Retry: [{ ErrorEquals: ['E'], MaxAttempts: 2 }],
        },
      },
    },
    input: {},
    ending: { status: 'FAILED', error: 'E', cause: 'C' },
    sequence: `1<0 ExecutionStarted, 2<0 PassStateEntered, 3<2 PassStateExited, 4<3 MapStateEntered, 5<4 MapStateStarted,
      6<5 MapIterationStarted, 7<6 FailStateEntered, 8<7 MapIterationFailed, 9<7 MapStateStarted, 10<9 MapIterationStarted,
      11<10 FailStateEntered, 12<11 MapIterationFailed, 13<11 MapStateStarted, 14<13 MapIterationStarted,
      15<14 FailStateEntered, 16<15 MapIterationFailed, 17<15 MapStateFailed, 18<17 ExecutionFailed`,
  },
  {
    source: 'scenarios: test_parallel_state_retry',
    machine: {
      StartAt: 'ParallelState',
      States: {
        ParallelState: {
          Type: 'Parallel',
          Branches: [branchFails],
          End: true,
          Retry: [{ ErrorEquals: ['FailureType'], MaxAttempts: 2 }],
        },
      },
    },
    input: {},
    ending: { status: 'FAILED', error: 'FailureType', cause: 'why' },
    sequence: `1<0 ExecutionStarted, 2<0 ParallelStateEntered, 3<2 ParallelStateStarted, 4<3 FailStateEntered,
      5<4 ParallelStateStarted, 6<5 FailStateEntered, 7<6 ParallelStateStarted, 8<7 FailStateEntered,
      9<8 ParallelStateFailed, 10<9 ExecutionFailed`,
  },
  {
    source: 'scenarios: test_parallel_state_catch',
    machine: {
      StartAt: 'ParallelState',
      States: {
        ParallelState: {
          Type: 'Parallel',
          Branches: [branchFails],
          End: true,
          Catch: [{ ErrorEquals: ['FailureType'], Next: 'FinalCaught' }],
        },
        FinalCaught: { Type: 'Pass', End: true },
      },
    },
    input: {},
    ending: { status: 'SUCCEEDED', output: { Error: 'FailureType', Cause: 'why' } },
    sequence: `1<0 ExecutionStarted, 2<0 ParallelStateEntered, 3<2 ParallelStateStarted, 4<3 FailStateEntered,
      5<4 ParallelStateFailed, 6<5 ParallelStateExited, 7<6 PassStateEntered, 8<7 PassStateExited, 9<8 ExecutionSucceeded`,
  },
  {
    source: 'scenarios: test_lambda_invoke_with_retry_base',
    machine: {
      StartAt: 'InvokeLambdaWithRetry',
      States: {
        InvokeLambdaWithRetry: {
          Type: 'Task',
          Resource: 'arn:aws:lambda:us-east-1:111111111111:function:f',
          End: true,
          Retry: [{ ErrorEquals: ['Exception'], MaxAttempts: 1 }],
          Catch: [{ ErrorEquals: ['Exception'], Next: 'ErrorState' }],
        },
        ErrorState: { Type: 'Pass', End: true },
      },
    },
    input: {},
    tasks: { 'arn:aws:lambda:us-east-1:111111111111:function:f': failing },
    ending: { status: 'SUCCEEDED', output: { Error: 'Exception', Cause: '{"errorType":"Exception"}' } },
    sequence: `1<0 ExecutionStarted, 2<0 TaskStateEntered, 3<2 LambdaFunctionScheduled, 4<3 LambdaFunctionStarted,
      5<4 LambdaFunctionFailed, 6<5 LambdaFunctionScheduled, 7<6 LambdaFunctionStarted, 8<7 LambdaFunctionFailed,
      9<8 TaskStateExited, 10<9 PassStateEntered, 11<10 PassStateExited, 12<11 ExecutionSucceeded`,
  },
  {
    source: 'scenarios: test_catch_states_runtime (States.Runtime is caught by nothing)',
    machine: {
      StartAt: 'RaiseRuntime',
      States: {
        RaiseRuntime: {
          Type: 'Task',
          Resource: 'arn:aws:lambda:us-east-1:111111111111:function:f',
          Next: 'Final',
          OutputPath: '$.no.such.result.path',
          Catch: [{ ErrorEquals: ['States.Runtime'], Next: 'Final' }],
        },
        Final: { Type: 'Pass', End: true },
      },
    },
    input: {},
    tasks: { 'arn:aws:lambda:us-east-1:111111111111:function:f': () => ({}) },
    ending: {
      status: 'FAILED',
      error: 'States.Runtime',
      cause:
        "An error occurred while executing the state 'RaiseRuntime' (entered at the event id #2). Invalid path '$.no.such.result.path' : Missing property in path $['no']",
    },
    sequence: `1<0 ExecutionStarted, 2<0 TaskStateEntered, 3<2 LambdaFunctionScheduled, 4<3 LambdaFunctionStarted,
      5<4 LambdaFunctionSucceeded, 6<5 ExecutionFailed`,
  },
  {
    source: 'scenarios: test_invalid_jsonpath[INVALID_JSONPATH_IN_STRING_EXPR_JSONPATH]',
    machine: {
      StartAt: 'pass',
      States: { pass: { Type: 'Pass', Parameters: { 'value.$': '$.no_such_jsonpath' }, End: true } },
    },
    input: { 'int-literal': 0 },
    ending: {
      status: 'FAILED',
      error: 'States.Runtime',
      cause:
        "An error occurred while executing the state 'pass' (entered at the event id #2). The JSONPath '$.no_such_jsonpath' specified for the field 'value.$' could not be found in the input '{\"int-literal\":0}'",
    },
    sequence: '1<0 ExecutionStarted, 2<0 PassStateEntered, 3<2 ExecutionFailed',
  },
  {
    source: 'timeouts: test_fixed_timeout_service_lambda',
    machine: {
      StartAt: 'Start',
      States: { Start: { Type: 'Task', Resource: 'service', TimeoutSeconds: 5, End: true } },
    },
    input: {},
    tasks: { service: hanging },
    ending: { status: 'FAILED', error: 'States.Timeout' },
    sequence:
      '1<0 ExecutionStarted, 2<0 TaskStateEntered, 3<2 TaskScheduled, 4<3 TaskStarted, 5<4 TaskTimedOut, 6<5 ExecutionFailed',
  },
  {
    source: 'timeouts: test_heartbeat_timeout',
    machine: {
      StartAt: 'Send',
      States: {
        Send: { Type: 'Task', Resource: 'worker', TimeoutSeconds: 600, HeartbeatSeconds: 5, End: true },
      },
    },
    input: {},
    tasks: {
      worker: (parameters, io) => {
        io.submitted({ MessageId: 'm' });
        return hanging(parameters, io, 1);
      },
    },
    ending: { status: 'FAILED', error: 'States.Timeout' },
    sequence: `1<0 ExecutionStarted, 2<0 TaskStateEntered, 3<2 TaskScheduled, 4<3 TaskStarted, 5<4 TaskSubmitted,
      6<5 TaskTimedOut, 7<6 ExecutionFailed`,
  },
  {
    source: 'services: test_run_task_sync (ecs; every .sync task has these events)',
    machine: { StartAt: 'task', States: { task: { Type: 'Task', Resource: 'sync', End: true } } },
    input: {},
    tasks: {
      sync: (_, io) => {
        io.submitted({ Id: 1 });
        return { Id: 1, Status: 'DONE' };
      },
    },
    ending: { status: 'SUCCEEDED', output: { Id: 1, Status: 'DONE' } },
    sequence: `1<0 ExecutionStarted, 2<0 TaskStateEntered, 3<2 TaskScheduled, 4<3 TaskStarted, 5<4 TaskSubmitted,
      6<5 TaskSucceeded, 7<6 TaskStateExited, 8<7 ExecutionSucceeded`,
  },
  {
    source: 'scenarios: test_parallel_state_order',
    machine: {
      StartAt: 'StartState',
      States: {
        StartState: {
          Type: 'Parallel',
          Branches: [0, 1].map((branch) => ({
            StartAt: `Branch${branch}`,
            States: { [`Branch${branch}`]: { Type: 'Pass', Result: { branch }, End: true } },
          })),
          End: true,
        },
      },
    },
    input: {},
    ending: { status: 'SUCCEEDED', output: [{ branch: 0 }, { branch: 1 }] },
    sequence: `1<0 ExecutionStarted, 2<0 ParallelStateEntered, 3<2 ParallelStateStarted, 4<3 PassStateEntered,
      5<3 PassStateEntered, 6<4 PassStateExited, 7<5 PassStateExited, 8<7 ParallelStateSucceeded, 9<7 ParallelStateExited,
      10<9 ExecutionSucceeded`,
  },
  ...(
    [
      ['-1', -1, 'The SecondsPath parameter references a negative value: $.s == -1'],
      ['1.5', 1.5, 'The SecondsPath parameter cannot be parsed as a long value: $.s == 1.5'],
      ['-1.5', -1.5, 'The SecondsPath parameter cannot be parsed as a long value: $.s == -1.5'],
      ['none', undefined, 'The SecondsPath parameter does not reference an input value: $.s'],
    ] as const
  ).map(
    ([name, s, what]): Recorded => ({
      source: `base/test_wait: test_base_wait_seconds_path[${name}]`,
      machine: one({ Type: 'Wait', SecondsPath: '$.s', End: true }),
      input: s === undefined ? {} : { s },
      ending: runtime(what),
      sequence: '1<0 ExecutionStarted, 2<0 WaitStateEntered, 3<2 ExecutionFailed',
    }),
  ),
  ...['2016-12-05 21:29:29Z', '2016-12-05T21:29:29', '2016-13-05T21:29:29Z', '05-12-2016T21:29:29Z'].map(
    (at): Recorded => ({
      source: `scenarios: test_wait_timestamp_path (${at})`,
      machine: one({ Type: 'Wait', TimestampPath: '$.at', End: true }),
      input: { at },
      ending: runtime(
        `The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: $.at == ${at}`,
      ),
      sequence: '1<0 ExecutionStarted, 2<0 WaitStateEntered, 3<2 ExecutionFailed',
    }),
  ),
  {
    source: 'base/test_wait: test_timestamp_too_far_in_future_boundary',
    machine: one({ Type: 'Wait', TimestampPath: '$.at', End: true }),
    input: { at: '2999-01-01T00:00:00Z' },
    ending: runtime('Wait state delay is too long.'),
    sequence: '1<0 ExecutionStarted, 2<0 WaitStateEntered, 3<2 ExecutionFailed',
  },
  ...(
    [
      ['{}', {}],
      ['NoNumber', 'NoNumber'],
    ] as const
  ).map(
    ([shown, value]): Recorded => ({
      source: `scenarios: test_max_concurrency_path[${shown}]`,
      machine: one({
        Type: 'Map',
        MaxConcurrencyPath: '$.m',
        ItemsPath: '$.i',
        ItemProcessor: itemFails,
        End: true,
      }),
      input: { m: value, i: [1] },
      ending: runtime(
        `The MaxConcurrencyPath field refers to value "${shown}" which is not a valid integer: $.m`,
      ),
      sequence: '1<0 ExecutionStarted, 2<0 MapStateEntered, 3<2 ExecutionFailed',
    }),
  ),
  {
    source:
      'assign/test_assign_reference_variables: MAP_STATE_REFERENCE_IN_MAX_CONCURRENCY_PATH (an integer as text)',
    machine: one({
      Type: 'Map',
      MaxConcurrencyPath: '$.m',
      ItemsPath: '$.i',
      End: true,
      ItemProcessor: { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } },
    }),
    input: { m: '1', i: [7, 8] },
    ending: { status: 'SUCCEEDED', output: [7, 8] },
    sequence: `1<0 ExecutionStarted, 2<0 MapStateEntered, 3<2 MapStateStarted, 4<3 MapIterationStarted, 5<4 PassStateEntered,
      6<5 PassStateExited, 7<6 MapIterationSucceeded, 8<6 MapIterationStarted, 9<8 PassStateEntered, 10<9 PassStateExited,
      11<10 MapIterationSucceeded, 12<11 MapStateSucceeded, 13<11 MapStateExited, 14<13 ExecutionSucceeded`,
  },
  ...(
    [
      ['InputPath', 'NoSuchInputPath'],
      ['OutputPath', 'NoSuchOutputPath'],
    ] as const
  ).map(
    ([field, name]): Recorded => ({
      source: `scenarios: test_invalid_jsonpath[${field}]`,
      machine: one({ Type: 'Pass', [field]: `$.${name}`, End: true }),
      input: { a: 0 },
      ending: runtime(`Invalid path '$.${name}' : No results for path: $['${name}']`),
      sequence: '1<0 ExecutionStarted, 2<0 PassStateEntered, 3<2 ExecutionFailed',
    }),
  ),
  {
    source: 'scenarios: test_invalid_jsonpath[TimeoutSecondsPath]',
    machine: one({ Type: 'Task', Resource: 'task', TimeoutSecondsPath: '$.NoSuch', End: true }),
    input: {},
    ending: runtime("Invalid path '$.NoSuch' : No results for path: $['NoSuch']"),
    sequence: '1<0 ExecutionStarted, 2<0 TaskStateEntered, 3<2 ExecutionFailed',
  },
  ...(['ErrorPath', 'CausePath'] as const).map(
    (field): Recorded => ({
      source: `scenarios: test_invalid_jsonpath[${field}]`,
      machine: one({ Type: 'Fail', [field]: '$.x' }),
      input: { a: 0 },
      ending: runtime(
        `The JSONPath '$.x' specified for the field '${field}' could not be found in the input '{"a":0}'`,
      ),
      sequence: '1<0 ExecutionStarted, 2<0 FailStateEntered, 3<2 ExecutionFailed',
    }),
  ),
  {
    source: 'scenarios: test_escape_sequence_parsing[ESCAPE_SEQUENCES_JSONPATH]',
    machine: one({ Type: 'Pass', Parameters: { 'value.$': `$['Test\\""Name"']` }, End: true }),
    input: { 'Test\\""Name"': 'Value"\\' },
    ending: { status: 'SUCCEEDED', output: { value: 'Value"\\' } },
    sequence: '1<0 ExecutionStarted, 2<0 PassStateEntered, 3<2 PassStateExited, 4<3 ExecutionSucceeded',
  },
  {
    source: 'intrinsic_functions/test_json_manipulation: test_json_merge_escaped_argument',
    machine: one({
      Type: 'Pass',
      ResultPath: '$.r',
      OutputPath: '$.r.merged',
      End: true,
      Parameters: {
        'merged.$': `States.JsonMerge(States.StringToJson('\\{"constant_in_literal": "false"\\}'), $.field, false)`,
      },
    }),
    input: { field: { constant: 'value' } },
    ending: { status: 'SUCCEEDED', output: { constant_in_literal: 'false', constant: 'value' } },
    sequence: '1<0 ExecutionStarted, 2<0 PassStateEntered, 3<2 PassStateExited, 4<3 ExecutionSucceeded',
  },
  {
    source: 'callback/test_callback: test_sqs_failure_in_wait_for_task_token',
    machine: one({ Type: 'Task', Resource: 'worker', End: true }),
    input: {},
    tasks: {
      worker: (_, io) => {
        io.submitted({ MessageId: 'm' });
        throw new TaskFailure('Failure error', 'Failure cause');
      },
    },
    ending: { status: 'FAILED', error: 'Failure error', cause: 'Failure cause' },
    sequence: `1<0 ExecutionStarted, 2<0 TaskStateEntered, 3<2 TaskScheduled, 4<3 TaskStarted, 5<4 TaskSubmitted,
      6<5 TaskFailed, 7<6 ExecutionFailed`,
  },
];

describe('histories recorded on AWS', () => {
  it.each(RECORDS)('$source', async ({ machine, input, tasks, ending, sequence }) => {
    const played = await playMachine(machine, input, tasks);
    expect({ ending: played.ending, sequence: played.sequence }).toEqual({
      ending,
      sequence: sequence.split(/,\s+/),
    });
  });
});
