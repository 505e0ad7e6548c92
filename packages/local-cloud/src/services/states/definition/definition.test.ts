import { describe, expect, it } from 'vitest';
import { CALLEES } from '../../../../testing/states/callees.ts';
import type { JsonObject } from '../../../aws/json.ts';
import { Integrations } from '../tasks/integrations.ts';
import { describeDiagnostics, loadDefinition } from './load.ts';

const { rules } = new Integrations(() => CALLEES);

function problems(definition: JsonObject | string): string[] {
  const text = typeof definition === 'string' ? definition : JSON.stringify(definition);
  return loadDefinition(text, rules).diagnostics.map(({ message, location }) => `${location}: ${message}`);
}

const one = (state: JsonObject): JsonObject => ({ StartAt: 'S', States: { S: state } });
const publish = {
  Type: 'Task',
  Resource: 'arn:aws:states:::sns:publish',
  Parameters: { Message: 'm' },
  End: true,
};
const pass = { Type: 'Pass', End: true };
const query = (state: JsonObject): JsonObject => one({ ...state, QueryLanguage: 'JSONata' });
const map = (more: JsonObject): JsonObject => ({ Type: 'Map', End: true, ItemProcessor: one(pass), ...more });

describe('a definition', () => {
  it('with every field of the language that is done here is taken', () => {
    const catcher = { ErrorEquals: ['States.ALL'], Next: 'Stop', ResultPath: '$.error', Comment: 'c' };
    const retrier = {
      ErrorEquals: ['States.TaskFailed', 'Mine'],
      IntervalSeconds: 1,
      MaxAttempts: 0,
      BackoffRate: 1.5,
      MaxDelaySeconds: 9,
      JitterStrategy: 'FULL',
    };
    const fallible = { Retry: [retrier, { ErrorEquals: ['States.ALL'] }], Catch: [catcher] };
    const flow = {
      InputPath: '$',
      OutputPath: null,
      ResultPath: '$.r',
      ResultSelector: { 'a.$': '$.b' },
      Comment: 'c',
    };
    const definition = {
      Comment: 'c',
      Version: '1.0',
      TimeoutSeconds: 5,
      QueryLanguage: 'JSONPath',
      StartAt: 'Task',
      States: {
        Task: {
          ...publish,
          ...flow,
          ...fallible,
          End: undefined,
          Next: 'Many',
          TimeoutSecondsPath: '$.t',
          HeartbeatSeconds: 3,
        },
        Many: {
          ...map({
            ...flow,
            ...fallible,
            ItemsPath: '$.i',
            ItemSelector: { 'v.$': '$$.Map.Item.Value' },
            MaxConcurrencyPath: '$.c',
          }),
          End: undefined,
          Next: 'Both',
        },
        Both: {
          Type: 'Parallel',
          Branches: [one(pass)],
          Parameters: { 'u.$': 'States.UUID()' },
          ...flow,
          ...fallible,
          Next: 'Which',
        },
        Which: {
          Type: 'Choice',
          Choices: [
            {
              And: [
                { Variable: '$.a', IsPresent: true },
                { Not: { Variable: '$.a', StringEqualsPath: '$.b' } },
              ],
              Next: 'Later',
            },
          ],
          Default: 'Stop',
        },
        Later: { Type: 'Wait', TimestampPath: '$.at', Next: 'Good' },
        Good: { Type: 'Succeed', InputPath: '$.a', QueryLanguage: 'JSONPath' },
        Stop: { Type: 'Fail', ErrorPath: '$.e', CausePath: "States.Format('{}', $.c)" },
      },
    };
    expect(problems(JSON.parse(JSON.stringify(definition)) as JsonObject)).toEqual([]);
  });

  it.each<readonly [string, JsonObject | string, readonly string[]]>([
    ['no definition', 'not a definition', [expect.stringMatching(/^undefined: .*JSON/) as unknown as string]],
    ['no object', '[]', ['undefined: Definition must be a valid JSON object']],
    ['an empty object', {}, ['/: These fields are required: [States, StartAt]']],
    [
      'an unknown field of the machine',
      { ...one(pass), Foo: 1 },
      [
        "/Foo: Field 'Foo' is not supported here; supported are Comment, StartAt, States, TimeoutSeconds, Version, QueryLanguage",
      ],
    ],
    [
      'an unknown type',
      one({ Type: 'Sleep' }),
      [
        "/States/S/Type: The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map]",
      ],
    ],
    [
      'an unknown field of a state',
      one({ ...pass, Resource: 'x' }),
      [
        expect.stringMatching(
          /^\/States\/S\/Resource: Field 'Resource' is not supported here/,
        ) as unknown as string,
      ],
    ],
    [
      'a QueryLanguage that there is none',
      one({ ...pass, QueryLanguage: 'JMESPath' }),
      ["/States/S/QueryLanguage: QueryLanguage is 'JSONPath' or 'JSONata'"],
    ],
    [
      'a JSONPath state in a JSONata machine',
      { ...one({ ...pass, QueryLanguage: 'JSONPath' }), QueryLanguage: 'JSONata' },
      ["/States/S: 'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine"],
    ],
    [
      'fields of JSONPath in a JSONata state',
      query({ ...pass, InputPath: '$.a' }),
      [
        "/States/S/InputPath: Field 'InputPath' is not supported here; supported are Type, Comment, QueryLanguage, Next, End, Output, Assign",
      ],
    ],
    [
      'fields of JSONata in a JSONPath state',
      one({ Type: 'Succeed', Output: 1 }),
      [
        "/States/S/Output: Field 'Output' is not supported here; supported are Type, Comment, QueryLanguage, InputPath, OutputPath",
      ],
    ],
    [
      'an expression that is no JSONata',
      query({ ...pass, Output: { a: ['{% 1 + %}'] } }),
      ['/States/S/Output/a[0]: Unexpected end of expression'],
    ],
    [
      'an expression that does not end',
      query({ ...pass, Output: '{% 1' }),
      ["/States/S/Output: A JSONata expression starts with '{%' and ends with '%}', but it is '{% 1'"],
    ],
    [
      '$states.result where there is none',
      query({ ...pass, Output: '{% $states.result.a %}', Assign: { b: '{% $states.errorOutput %}' } }),
      [
        "/States/S/Output: Field '$states.result' does not exist.",
        "/States/S/Assign/b: Field '$states.errorOutput' does not exist.",
      ],
    ],
    [
      'a name of the context item, which Step Functions does not give',
      query({ ...pass, Output: { v: '{% phone[0] %}', w: '{% $$.a %}' } }),
      [
        "/States/S/Output/v: Reference to 'phone' at the top level is not supported.",
        "/States/S/Output/w: Reference to '$$' is not supported.",
      ],
    ],
    [
      'a Condition that is no expression',
      query({ Type: 'Choice', Choices: [{ Condition: 'yes', Next: 'S' }], Default: 'S' }),
      [
        "/States/S/Choices[0]/Condition: A JSONata expression starts with '{%' and ends with '%}', but it is 'yes'",
      ],
    ],
    [
      'names that are no variables',
      one({ ...pass, Assign: { 'a.b': 1, 'x[1].$': '$', states: 2 } }),
      [
        "/States/S/Assign/a.b: 'a.b' is no name of a variable: a Unicode identifier of at most 80 characters",
        "/States/S/Assign/x[1]: 'x[1]' is no name of a variable: a Unicode identifier of at most 80 characters",
        "/States/S/Assign/states: The variable 'states' is reserved",
      ],
    ],
    [
      'a variable of an outer scope that an inner one assigns',
      {
        StartAt: 'S',
        States: {
          S: { Type: 'Pass', Next: 'M', Assign: { x: 1 } },
          M: map({ ItemProcessor: one({ ...pass, Assign: { 'x.$': '$' } }) }),
        },
      },
      ["/States/M/ItemProcessor/States/S/Assign/x: The variable 'x' is assigned in an outer scope already"],
    ],
    [
      'a variable as a ResultPath',
      one({ ...pass, ResultPath: '$a.b' }),
      ["/States/S/ResultPath: Value is not a Reference Path: '$a.b' is no place in the state's input"],
    ],
    [
      'a QueryLanguage inside a branch',
      one({ Type: 'Parallel', End: true, Branches: [{ ...one(pass), QueryLanguage: 'JSONPath' }] }),
      [
        "/States/S/Branches[0]/QueryLanguage: Field 'QueryLanguage' is not supported here; supported are Comment, StartAt, States",
      ],
    ],
    [
      'a role of its own for a task',
      one({ ...publish, Credentials: { RoleArn: 'r' } }),
      [
        "/States/S/Credentials: The field 'Credentials' (a role of its own for one task) is not supported by the local cloud",
      ],
    ],
    [
      'tolerated failures, a reader, a batcher, a writer',
      one(map({ ToleratedFailureCount: 1, ItemReader: {}, ItemBatcher: {}, ResultWriter: {}, Label: 'l' })),
      ['ToleratedFailureCount', 'ItemReader', 'ItemBatcher', 'ResultWriter', 'Label'].map(
        (field) =>
          `/States/S/${field}: The field '${field}' (Distributed Map) is not supported by the local cloud`,
      ),
    ],
    [
      'Distributed Map',
      one(
        map({
          ItemProcessor: {
            ...one(pass),
            ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          },
        }),
      ),
      ['/States/S/ItemProcessor/ProcessorConfig/Mode: Distributed Map is not supported by the local cloud'],
    ],
    [
      'an item reader',
      one(map({ ItemReader: {} })),
      ["/States/S/ItemReader: The field 'ItemReader' (Distributed Map) is not supported by the local cloud"],
    ],
    [
      'a role of a task',
      one({ ...publish, Credentials: { RoleArn: 'r' } }),
      [
        "/States/S/Credentials: The field 'Credentials' (a role of its own for one task) is not supported by the local cloud",
      ],
    ],
    ['a missing target', one({ Type: 'Pass', Next: 'T' }), ["/States/S/Next: Missing 'Next' target: T"]],
    [
      'a missing start',
      { StartAt: 'T', States: { S: pass } },
      ["/StartAt: Missing 'StartAt' target: T", '/States/S: State "S" is not reachable.'],
    ],
    [
      'a state that nothing leads to',
      { StartAt: 'S', States: { S: pass, T: pass } },
      ['/States/T: State "T" is not reachable.'],
    ],
    [
      'neither Next nor End',
      one({ Type: 'Pass' }),
      ['/States/S: These fields are required: [Next] or [End]'],
    ],
    [
      'a template that cannot be read',
      one({ ...pass, Parameters: { a: [{ 'b.$': 'x' }] } }),
      [
        "/States/S/Parameters/a/0: The value for the field 'b.$' must be a valid JSONPath or a valid intrinsic function call (a path starts with '$' at character 1 of 'x')",
      ],
    ],
    [
      'a wrong timestamp',
      one({ Type: 'Wait', Timestamp: '2016-12-05 21:29:29Z', End: true }),
      ['/States/S/Timestamp: String does not match RFC3339 timestamp'],
    ],
    [
      'two ways to wait',
      one({ Type: 'Wait', Seconds: 1, SecondsPath: '$.s', End: true }),
      [
        '/States/S: Only one of [Seconds, SecondsPath, Timestamp, TimestampPath] can be given, but there are Seconds, SecondsPath',
      ],
    ],
    [
      'a heartbeat as long as the timeout',
      one({ ...publish, TimeoutSeconds: 5, HeartbeatSeconds: 5 }),
      ['/States/S/HeartbeatSeconds: HeartbeatSeconds must be smaller than TimeoutSeconds'],
    ],
    [
      'an unknown States error',
      one({ ...publish, Retry: [{ ErrorEquals: ['States.Foo'] }] }),
      ["/States/S/Retry[0]/ErrorEquals: 'States.Foo' is not an error name of AWS's"],
    ],
    [
      'States.ALL with others',
      one({ ...publish, Retry: [{ ErrorEquals: ['States.ALL', 'A'] }] }),
      ['/States/S/Retry[0]/ErrorEquals: States.ALL must appear alone'],
    ],
    [
      'States.ALL before others',
      one({ ...publish, Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['A'] }] }),
      ['/States/S/Retry[0]/ErrorEquals: States.ALL must be in the last one of the list'],
    ],
    [
      'a backoff below 1',
      one({ ...publish, Retry: [{ ErrorEquals: ['A'], BackoffRate: 0.5 }] }),
      [`/States/S/Retry[0]/BackoffRate: Expected a number from 1 to ${Number.MAX_VALUE}, but it is 0.5`],
    ],
    [
      'a choice without an operator',
      one({ Type: 'Choice', Choices: [{ Variable: '$', Next: 'S' }] }),
      ['/States/S/Choices[0]: A choice rule has exactly one comparison operator, but there is none'],
    ],
    [
      'a wrong operand',
      one({ Type: 'Choice', Choices: [{ Variable: '$', NumericEquals: '3', Next: 'S' }] }),
      ['/States/S/Choices[0]/NumericEquals: Expected a number, but it is "3"'],
    ],
    [
      'Next below the top rule',
      one({ Type: 'Choice', Choices: [{ Not: { Variable: '$', IsNull: true, Next: 'S' }, Next: 'S' }] }),
      [
        expect.stringMatching(
          /^\/States\/S\/Choices\[0\]\/Not\/Next: Field 'Next' is not supported here/,
        ) as unknown as string,
      ],
    ],
    [
      'a fault inside a branch',
      one({ Type: 'Parallel', End: true, Branches: [one({ Type: 'Wait', End: true })] }),
      ['/States/S/Branches[0]/States/S: One of [Seconds, SecondsPath, Timestamp, TimestampPath] is required'],
    ],
    [
      'no branches',
      one({ Type: 'Parallel', End: true, Branches: [] }),
      ['/States/S/Branches: Value cannot be empty'],
    ],
  ])('with %s is refused with the place', (_, definition, expected) => {
    expect(problems(definition)).toEqual(expected);
  });

  it('is refused in a sentence of AWS', () => {
    const { diagnostics } = loadDefinition('{"StartAt":"S"}', rules);
    expect(describeDiagnostics(diagnostics)).toBe(
      "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: These fields are required: [States] at /'",
    );
  });
});

/** Definitions that tools write have `2.0` for a rate; a state may be called as a field that holds data. */
it('numbers of the definition itself are plain, those of its data stay as they were written', () => {
  const text = `{"StartAt": "Result", "TimeoutSeconds": 60.0, "States": {
    "Result": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "TimeoutSeconds": 30.0,
      "Parameters": {"FunctionName": "f", "Payload": {"TimeoutSeconds": 30.0}},
      "Retry": [{"ErrorEquals": ["States.ALL"], "BackoffRate": 2.0, "MaxAttempts": 3}], "End": true}}}`;
  const { definition } = loadDefinition(text, () => []);
  const state = definition?.States.Result as unknown as Record<string, unknown>;
  expect([definition?.TimeoutSeconds, state.TimeoutSeconds, state.Retry]).toEqual([
    60,
    30,
    [{ ErrorEquals: ['States.ALL'], BackoffRate: 2, MaxAttempts: 3 }],
  ]);
  expect(JSON.stringify(state.Parameters)).toBe('{"FunctionName":"f","Payload":{"TimeoutSeconds":30.0}}');
});
