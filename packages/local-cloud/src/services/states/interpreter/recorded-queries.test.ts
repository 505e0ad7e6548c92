import { describe, expect, it } from 'vitest';
import { playMachine, type TaskScript } from '../../../../testing/states/run-machine.ts';
import type { Json, JsonObject } from '../../../aws/json.ts';
import { TaskFailure } from '../../../kernel/task.ts';
import type { Ending } from './run-execution.ts';

/**
 * Variables and JSONata as AWS answers. Sources: the tests of localstack/localstack, tests/aws/services/stepfunctions/v2,
 * whose snapshots are recorded on AWS (named by file and test), and pages of AWS's Step Functions developer guide.
 */
interface Recorded {
  readonly source: string;
  readonly machine: JsonObject;
  readonly input?: Json;
  readonly tasks?: Readonly<Record<string, TaskScript>>;
  readonly ending: Ending;
  /** Types, ids and previousEventIds, where the source shows them. */
  readonly sequence?: string;
  /** What each state assigned, by the order of exits. */
  readonly assigned?: readonly (Readonly<Record<string, string>> | undefined)[];
}

const pass = (more: JsonObject = {}): JsonObject => ({ Type: 'Pass', End: true, ...more });
const query = (states: JsonObject, StartAt = Object.keys(states)[0] as string): JsonObject => ({
  QueryLanguage: 'JSONata',
  StartAt,
  States: states,
});
const paths = (states: JsonObject): JsonObject => ({
  StartAt: Object.keys(states)[0] as string,
  States: states,
});
const output = (value: Json): Ending => ({ status: 'SUCCEEDED', output: value });
const raising: TaskScript = () => {
  throw new TaskFailure('Exception', '{"errorType":"Exception"}');
};
const caught = { Error: 'Exception', Cause: '{"errorType":"Exception"}' };
const ONE_PASS = '1<0 ExecutionStarted, 2<0 PassStateEntered, 3<2 PassStateExited, 4<3 ExecutionSucceeded';
const FAILED_PASS = '1<0 ExecutionStarted, 2<0 PassStateEntered, 3<0 EvaluationFailed, 4<3 ExecutionFailed';
const FAILED_MAP =
  '1<0 ExecutionStarted, 2<0 MapStateEntered, 3<0 EvaluationFailed, 4<3 MapStateFailed, 5<4 ExecutionFailed';

function fault(state: string, event: number, what: string): Ending {
  const cause = `An error occurred while executing the state '${state}' (entered at the event id #${event}). ${what}`;
  return { status: 'FAILED', error: 'States.QueryEvaluationError', cause };
}

const items = (Items: Json): JsonObject =>
  query({ M: { Type: 'Map', Items, MaxConcurrency: 1, ItemProcessor: paths({ P: pass() }), End: true } });
const task = (more: JsonObject): JsonObject => ({ Type: 'Task', Resource: 'task', ...more });

const RECORDS: readonly Recorded[] = [
  {
    source: 'assign/test_assign_base: BASE_CONSTANT_LITERALS (JSONPath literals are not evaluated)',
    machine: paths({ S: pass({ Assign: { n: null, f: 0.1, s: '$.no.such.path', l: ['{% $v %}', '$$'] } }) }),
    ending: output({}),
    sequence: ONE_PASS,
    assigned: [{ n: 'null', f: '0.1', s: '"$.no.such.path"', l: '["{% $v %}","$$"]' }],
  },
  {
    source: 'assign/test_assign_base: BASE_EMPTY (nothing assigned, nothing told)',
    machine: paths({ S: pass({ Assign: {} }) }),
    ending: output({}),
    sequence: ONE_PASS,
    assigned: [undefined],
  },
  {
    source: 'assign/test_assign_base: BASE_SCOPE_MAP',
    machine: paths({
      State0: { Type: 'Pass', Assign: { x: 42, items: [1, 2] }, Next: 'State1' },
      State1: {
        Type: 'Map',
        ItemsPath: '$items',
        MaxConcurrency: 1,
        Next: 'State2',
        ItemProcessor: paths({ Inner: pass({ Assign: { 'innerX.$': '$x' } }) }),
      },
      State2: pass({ Assign: { 'final.$': '$x' } }),
    }),
    ending: output([1, 2]),
    sequence: `1<0 ExecutionStarted, 2<0 PassStateEntered, 3<2 PassStateExited, 4<3 MapStateEntered, 5<4 MapStateStarted,
      6<5 MapIterationStarted, 7<6 PassStateEntered, 8<7 PassStateExited, 9<8 MapIterationSucceeded,
      10<8 MapIterationStarted, 11<10 PassStateEntered, 12<11 PassStateExited, 13<12 MapIterationSucceeded,
      14<13 MapStateSucceeded, 15<13 MapStateExited, 16<15 PassStateEntered, 17<16 PassStateExited,
      18<17 ExecutionSucceeded`,
    assigned: [{ x: '42', items: '[1,2]' }, { innerX: '42' }, { innerX: '42' }, undefined, { final: '42' }],
  },
  {
    source: 'assign/test_assign_base: test_assign_in_choice[CONDITION_TRUE]',
    machine: paths({
      C: {
        ...{ Type: 'Choice', QueryLanguage: 'JSONata', Default: 'No', Assign: { a: 'Default Assignment' } },
        Choices: [
          { Condition: '{% $states.input.condition %}', Next: 'Yes', Assign: { a: 'Condition assignment' } },
        ],
      },
      Yes: pass(),
      No: { Type: 'Fail', Cause: 'Condition is false' },
    }),
    input: { condition: true },
    ending: output({ condition: true }),
    sequence: `1<0 ExecutionStarted, 2<0 ChoiceStateEntered, 3<2 ChoiceStateExited, 4<3 PassStateEntered,
      5<4 PassStateExited, 6<5 ExecutionSucceeded`,
    assigned: [{ a: '"Condition assignment"' }, undefined],
  },
  {
    source: 'assign/test_assign_reference_variables: BASE_REFERENCE_IN_CHOICE',
    machine: paths({
      Setup: { Type: 'Pass', Assign: { guess: 'the_guess', answer: 'the_answer' }, Next: 'Check' },
      Check: {
        Type: 'Choice',
        Default: 'Wrong',
        Choices: [{ Variable: '$guess', StringEqualsPath: '$answer', Next: 'Right' }],
      },
      Right: pass({ Result: { state: 'CORRECT' } }),
      Wrong: { Type: 'Pass', Assign: { 'guess.$': '$answer' }, Result: { state: 'WRONG' }, Next: 'Check' },
    }),
    ending: output({ state: 'CORRECT' }),
    assigned: [
      { guess: '"the_guess"', answer: '"the_answer"' },
      ...[undefined, { guess: '"the_answer"' }, undefined, undefined],
    ],
  },
  {
    source: 'assign/test_assign_reference_variables: BASE_REFERENCE_IN_FAIL',
    machine: paths({
      Pass: { Type: 'Pass', Assign: { e: 'Exception', c: 'An Exception was encountered' }, Next: 'Fail' },
      Fail: { Type: 'Fail', ErrorPath: '$e', CausePath: '$c' },
    }),
    ending: { status: 'FAILED', error: 'Exception', cause: 'An Exception was encountered' },
    sequence: `1<0 ExecutionStarted, 2<0 PassStateEntered, 3<2 PassStateExited, 4<3 FailStateEntered, 5<4 ExecutionFailed`,
  },
  {
    source:
      'test_sfn_api_variable_references: BASE_ASSIGN_FROM_PARAMETERS, BASE_ASSIGN_FROM_RESULT ($ is the result)',
    machine: paths({
      A: { Type: 'Pass', Parameters: { input: 'PENDING' }, Assign: { 'p.$': '$.input' }, Next: 'B' },
      B: pass({ Result: { answer: 42 }, Assign: { 'r.$': '$.answer', 'old.$': '$p' } }),
    }),
    ending: output({ answer: 42 }),
    assigned: [{ p: '"PENDING"' }, { r: '42', old: '"PENDING"' }],
  },
  {
    source:
      'developer guide, "Passing data between states with variables": evaluation order in an Assign field',
    machine: query({
      A: { Type: 'Pass', Assign: { x: 3, a: 6 }, Next: 'B' },
      B: { Type: 'Pass', Assign: { x: '{% $a %}', nextX: '{% $x %}' }, Output: '{% $x %}', Next: 'C' },
      C: pass({ Output: { x: '{% $x %}', nextX: '{% $nextX %}' } }),
    }),
    ending: output({ x: 6, nextX: 3 }),
    assigned: [{ x: '3', a: '6' }, { x: '6', nextX: '3' }, undefined],
  },
  {
    source: 'developer guide, same page: Assign of a JSONPath task has the raw result, beside ResultSelector',
    machine: paths({
      T: task({ ResultSelector: { 'kept.$': '$.a' }, Assign: { 'all.$': '$' }, Next: 'P' }),
      P: pass({ Parameters: { 'all.$': '$all', 'input.$': '$' } }),
    }),
    tasks: { task: () => ({ a: 1, b: 2 }) },
    ending: output({ all: { a: 1, b: 2 }, input: { kept: 1 } }),
  },
  {
    source: 'query_language/test_mixed_query_language: JSONATA_ASSIGN_JSONPATH_REF',
    machine: paths({
      A: { Type: 'Pass', QueryLanguage: 'JSONata', Assign: { v: '{% 42 %}' }, Next: 'B' },
      B: pass({ Assign: { v: 18, 'old.$': '$v' } }),
    }),
    ending: output({}),
    assigned: [{ v: '42' }, { v: '18', old: '42' }],
  },
  {
    source: 'query_language/test_mixed_query_language: JSONATA_OUTPUT_TO_JSONPATH',
    machine: paths({
      A: {
        Type: 'Pass',
        QueryLanguage: 'JSONata',
        Next: 'B',
        Output: { foo: 'foobar', bar: '{% $states.input %}' },
      },
      B: pass(),
    }),
    input: { input_data: 'test' },
    ending: output({ foo: 'foobar', bar: { input_data: 'test' } }),
  },
  {
    source: 'states_variables/test_error_output: TASK_CATCH_ERROR_OUTPUT',
    machine: query({
      T: task({
        Next: 'Finish',
        Catch: [
          {
            ErrorEquals: ['States.ALL'],
            Next: 'Fallback',
            Output: { stateInput: '{% $states.input %}', stateError: '{% $states.errorOutput %}' },
          },
        ],
      }),
      Fallback: pass({ Output: { error: '{% $states.input %}' } }),
      Finish: pass(),
    }),
    input: { inputData: 'dummy' },
    tasks: { task: raising },
    ending: output({ error: { stateInput: { inputData: 'dummy' }, stateError: caught } }),
    sequence: `1<0 ExecutionStarted, 2<0 TaskStateEntered, 3<2 TaskScheduled, 4<3 TaskStarted, 5<4 TaskFailed,
      6<5 TaskStateExited, 7<6 PassStateEntered, 8<7 PassStateExited, 9<8 ExecutionSucceeded`,
  },
  {
    source: 'states_variables/test_error_output: TASK_CATCH_ERROR_VARIABLE_SAMPLING_TO_JSONPATH',
    machine: paths({
      T: task({
        ...{ QueryLanguage: 'JSONata', Next: 'Finish', Assign: { r: '{% $states.result %}' } },
        Catch: [
          {
            ErrorEquals: ['States.ALL'],
            Next: 'Fallback',
            Assign: { inputVar: '{% $states.input %}', errorVar: '{% $states.errorOutput %}' },
          },
        ],
      }),
      Fallback: pass({ OutputPath: '$errorVar' }),
      Finish: pass(),
    }),
    input: { inputData: 'dummy' },
    tasks: { task: raising },
    ending: output(caught),
    assigned: [{ inputVar: '{"inputData":"dummy"}', errorVar: JSON.stringify(caught) }, undefined],
  },
  {
    source: 'assign/test_assign_reference_variables: BASE_UNDEFINED_OUTPUT_MULTIPLE_STATES',
    machine: query({
      State0: { Type: 'Pass', Next: 'State1' },
      State1: pass({ Output: { result: '{% $doesNotExist %}' } }),
    }),
    ending: fault(
      'State1',
      4,
      "The JSONata expression '$doesNotExist' specified for the field 'Output/result' returned nothing (undefined).",
    ),
    sequence: `1<0 ExecutionStarted, 2<0 PassStateEntered, 3<2 PassStateExited, 4<3 PassStateEntered,
      5<3 EvaluationFailed, 6<5 ExecutionFailed`,
  },
  {
    source: 'assign/test_assign_reference_variables: BASE_UNDEFINED_ASSIGN',
    machine: query({ State0: pass({ Assign: { result: '{% $doesNotExist %}' } }) }),
    ending: fault(
      'State0',
      2,
      "The JSONata expression '$doesNotExist' specified for the field 'Assign/result' returned nothing (undefined).",
    ),
    sequence: FAILED_PASS,
  },
  {
    source: 'assign/test_assign_reference_variables: BASE_UNDEFINED_ARGUMENTS_FIELD',
    machine: query({ State0: task({ Arguments: { FunctionName: '{% $doesNotExist %}' }, End: true }) }),
    ending: fault(
      'State0',
      2,
      "The JSONata expression '$doesNotExist' specified for the field 'Arguments/FunctionName' returned nothing (undefined).",
    ),
    sequence: '1<0 ExecutionStarted, 2<0 TaskStateEntered, 3<0 EvaluationFailed, 4<3 ExecutionFailed',
  },
  {
    source: 'intrinsic_functions/test_math_operations_jsonata: test_math_random_seeded',
    machine: query({ S: pass({ Output: { r: '{% $randomSeeded($states.input.fst) %}' } }) }),
    ending: fault(
      'S',
      2,
      "The JSONata expression '$randomSeeded($states.input.fst)' specified for the field 'Output/r' threw an error during evaluation. T1006: Attempted to invoke a non-function",
    ),
    sequence: FAILED_PASS,
  },
  ...(
    [
      ['{% 1 %}', '1', 'number', '1'],
      ["{% 'string' %}", "'string'", 'string', '"string"'],
      ['{% true %}', 'true', 'boolean', 'true'],
      ["{% {'foo': 'bar'} %}", "{'foo': 'bar'}", 'object', '{"foo":"bar"}'],
      ['{% null %}', 'null', 'null', 'null'],
    ] as const
  ).map(
    ([expression, source, type, value]): Recorded => ({
      source: `scenarios/test_base_scenarios: test_map_state_items_eval_jsonata_fail[${type}]`,
      machine: items(expression),
      ending: fault(
        'M',
        2,
        `The JSONata expression '${source}' specified for the field 'Items' returned an unexpected result type. Expected 'array', but was '${type}' for value: ${value}`,
      ),
      sequence: FAILED_MAP,
    }),
  ),
  {
    source: 'scenarios/test_base_scenarios: test_map_state_items_eval_jsonata_fail[function]',
    machine: items('{% $fn := function($x){$x} %}'),
    ending: fault(
      'M',
      2,
      "The JSONata expression '$fn := function($x){$x}' specified for the field 'Items' returned an unsupported result type.",
    ),
    sequence: FAILED_MAP,
  },
  {
    source: 'scenarios/test_base_scenarios: test_map_state_items_input_types[number]',
    machine: query({ M: { Type: 'Map', ItemProcessor: paths({ P: pass() }), End: true } }),
    input: 1,
    ending: fault('M', 2, 'Map state input must be an array but was: 1'),
    sequence: FAILED_MAP,
  },
  {
    source: 'scenarios/test_base_scenarios: test_map_state_item_selector (JSONata)',
    machine: query({
      M: {
        ...{
          Type: 'Map',
          Items: '{% $states.input.items %}',
          ItemProcessor: query({ P: pass() }, 'P'),
          End: true,
        },
        ItemSelector: {
          value: '{% $states.context.Map.Item.Value %}',
          index: '{% $states.context.Map.Item.Index %}',
        },
      },
    }),
    input: { items: ['a', 'b'] },
    ending: output([
      { value: 'a', index: 0 },
      { value: 'b', index: 1 },
    ]),
  },
  {
    source: 'scenarios/test_base_scenarios: test_wait_timestamp_jsonata[NO_Z]',
    machine: query({ W: { Type: 'Wait', Timestamp: '{% $states.input.at %}', End: true } }),
    input: { at: '2016-12-05T21:29:29' },
    ending: fault(
      'W',
      2,
      'The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: 2016-12-05T21:29:29',
    ),
    sequence: '1<0 ExecutionStarted, 2<0 WaitStateEntered, 3<2 EvaluationFailed, 4<3 ExecutionFailed',
  },
  {
    source: 'scenarios: choice_state_aws_scenario_jsonata (first rule that holds; Default else)',
    machine: query({
      C: {
        Type: 'Choice',
        Default: 'Record',
        Choices: [
          { Next: 'Public', Condition: "{% $not($states.input.type = 'Private') %}" },
          { Next: 'Twenties', Condition: '{% $states.input.value >= 20 and $states.input.value < 30 %}' },
        ],
      },
      ...{ Public: pass(), Record: pass({ Output: 'record' }), Twenties: pass({ Output: 'twenties' }) },
    }),
    input: { type: 'Private', value: 22 },
    ending: output('twenties'),
  },
  {
    source: 'scenarios: fail_error_jsonata, fail_cause_jsonata',
    machine: query({
      F: { Type: 'Fail', Error: '{% $states.input.Error %}', Cause: "{% 'why: ' & $states.input.Error %}" },
    }),
    input: { Error: 'E' },
    ending: { status: 'FAILED', error: 'E', cause: 'why: E' },
  },
  {
    source:
      'intrinsic_functions/test_array_jsonata: test_array_range, test_array_partition (a single item is itself)',
    machine: query({
      S: pass({
        Output: {
          range: '{% $range(0, 9, 3) %}',
          one: '{% $range(1, 9, 9) %}',
          chunks: '{% $partition([0,1,2], 2) %}',
          chunk: '{% $partition([0], 1) %}',
        },
      }),
    }),
    ending: output({ range: [0, 3, 6, 9], one: 1, chunks: [[0, 1], [2]], chunk: [[0]] }),
  },
  {
    source: 'intrinsic_functions/test_json_manipulation_jsonata: test_parse',
    machine: query({
      S: pass({ Output: '{% [$parse("-0"), $parse("[1,2,\\"H\\"]"), $parse("{\\"A\\": []}")] %}' }),
    }),
    ending: output([0, 1, 2, 'H', { A: [] }]),
  },
  {
    source: 'developer guide, "Transforming data with JSONata": $hash, $uuid, $random, and no $eval',
    machine: query({
      S: pass({
        Output: ["{% $hash('a', 'MD5') %}", '{% $length($uuid()) %}', '{% $random(7) = $random(7) %}'],
      }),
    }),
    ending: output(['0cc175b9c0f1b6a831c399e269772661', 36, true]),
  },
  {
    source:
      'developer guide, "Processing input and output": Parallel with Arguments, Output and $states.result',
    machine: query({
      P: {
        ...{ Type: 'Parallel', Arguments: { a: '{% $states.input.n + 1 %}' }, End: true },
        Branches: [query({ B: pass() }), query({ B: pass({ Output: '{% $states.input.a * 2 %}' }) })].map(
          ({ QueryLanguage: _, ...branch }) => branch,
        ),
        Output: { results: '{% $states.result %}', n: '{% $states.input.n %}' },
      },
    }),
    input: { n: 1 },
    ending: output({ results: [{ a: 2 }, 4], n: 1 }),
  },
];

describe('variables and JSONata as AWS answers', () => {
  it.each(RECORDS)('$source', async ({ machine, input = {}, tasks, ending, sequence, assigned }) => {
    const cleaned = JSON.parse(JSON.stringify(machine), withoutLanguageInside) as JsonObject;
    const played = await playMachine(cleaned, input, tasks);
    expect(played.ending).toEqual(ending);
    if (sequence) expect(played.sequence).toEqual(sequence.split(/,\s+/));
    if (!assigned) return;
    const exits = played.events.filter(({ type }) => type.endsWith('StateExited'));
    const told = exits.map(({ details }) => details?.stateExitedEventDetails?.assignedVariables);
    expect(told).toEqual(assigned);
  });

  it('an endless recursion ends as a failed evaluation, not with the local cloud', async () => {
    const { ending } = await playMachine(
      query({ S: pass({ Output: '{% ($f := function($n){1 + $f($n)}; $f(1)) %}' }) }),
      {},
    );
    expect(ending).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
  });

  it('Catch takes States.QueryEvaluationError, and Retry tries it again', async () => {
    const Catch = [{ ErrorEquals: ['States.QueryEvaluationError'], Next: 'Caught' }];
    const Retry = [{ ErrorEquals: ['States.QueryEvaluationError'], MaxAttempts: 1 }];
    const { ending, events } = await playMachine(
      query({
        T: task({ Arguments: '{% $nothing %}', End: true, Catch, Retry }),
        Caught: pass({ Output: '{% $states.input.Error %}' }),
      }),
      {},
    );
    expect(ending).toEqual(output('States.QueryEvaluationError'));
    expect(events.filter(({ type }) => type === 'EvaluationFailed')).toHaveLength(2);
  });
});

/** The rows' item processors are written with the helper for machines; a graph inside has no QueryLanguage. */
function withoutLanguageInside(this: unknown, key: string, value: unknown): unknown {
  if (key !== 'ItemProcessor') return value;
  const { QueryLanguage: _, ...graph } = value as JsonObject;
  return graph;
}
