import { SyntaxFault } from '../language/faults.ts';
import { isIntrinsic, parseIntrinsic } from '../language/intrinsics/parse.ts';
import type { Json } from '../language/json.ts';
import { parseTimestamp } from '../language/timestamps.ts';
import { checkChoiceRule } from './check-choice.ts';
import { checkErrorHandling } from './check-errors.ts';
import type { Checked } from './diagnostics.ts';
import { fieldsOf, STATE_TYPES } from './fields.ts';
import type { StateType } from './types.ts';

const LONGEST_SECONDS = 99_999_999;

/** What the service integrations say of a Task state's Resource and Parameters: `at` is the field's place. */
export type TaskRules = (
  resource: string,
  parameters: Json | undefined,
) => readonly { message: string; at: string }[];

/** Checks one state without the states inside it. */
export function checkState(state: Checked, rules: TaskRules): StateType | undefined {
  const type = STATE_TYPES.find((known) => known === state.object.Type);
  if (!type) {
    const values = '[Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map]';
    state.report(`The field 'Type' should have one of these values: ${values}`, state.at('Type'));
    return undefined;
  }
  const fields = fieldsOf(type);
  state.only(fields);
  state.strings(['Comment', 'Next', 'Default', 'Resource']);
  for (const field of ['InputPath', 'OutputPath']) state.path(field, 'path', true);
  for (const field of ['Parameters', 'ResultSelector', 'ItemSelector']) state.template(field);
  state.path('ResultPath', 'reference', true);
  if (fields.includes('Next')) checkTransition(state);
  if (fields.includes('Catch')) checkErrorHandling(state);
  CHECKS[type]?.(state, rules);
  return type;
}

const CHECKS: Partial<Record<StateType, (state: Checked, rules: TaskRules) => void>> = {
  Task: checkTask,
  Choice: (state) => {
    state.required(['Choices']);
    state.list('Choices', 1, (rule) => checkChoiceRule(rule, true));
  },
  Wait: checkWait,
  Fail: checkFail,
  Parallel: (state) => state.required(['Branches']),
  Map: checkMap,
};

function checkTransition(state: Checked): void {
  if (state.atMostOne(['Next', 'End']) === 0) state.report('These fields are required: [Next] or [End]');
  if (state.has('End') && state.get('End') !== true) state.report('Expected the value true', state.at('End'));
}

function checkTask(state: Checked, rules: TaskRules): void {
  state.required(['Resource']);
  state.atMostOne(['TimeoutSeconds', 'TimeoutSecondsPath']);
  state.atMostOne(['HeartbeatSeconds', 'HeartbeatSecondsPath']);
  state.number('TimeoutSeconds', 1, LONGEST_SECONDS);
  state.number('HeartbeatSeconds', 1, LONGEST_SECONDS);
  state.path('TimeoutSecondsPath', 'reference');
  state.path('HeartbeatSecondsPath', 'reference');
  const { TimeoutSeconds, HeartbeatSeconds, Resource } = state.object;
  if (
    typeof TimeoutSeconds === 'number' &&
    typeof HeartbeatSeconds === 'number' &&
    HeartbeatSeconds >= TimeoutSeconds
  ) {
    state.report('HeartbeatSeconds must be smaller than TimeoutSeconds', state.at('HeartbeatSeconds'));
  }
  if (typeof Resource !== 'string') return;
  for (const problem of rules(Resource, state.object.Parameters))
    state.report(problem.message, state.at(problem.at));
}

function checkWait(state: Checked): void {
  const given = state.atMostOne(['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath']);
  if (given === 0) state.report('One of [Seconds, SecondsPath, Timestamp, TimestampPath] is required');
  state.number('Seconds', 0, LONGEST_SECONDS);
  state.path('SecondsPath', 'reference');
  state.path('TimestampPath', 'reference');
  const { Timestamp } = state.object;
  if (Timestamp !== undefined && (typeof Timestamp !== 'string' || !parseTimestamp(Timestamp))) {
    state.report('String does not match RFC3339 timestamp', state.at('Timestamp'));
  }
}

function checkFail(state: Checked): void {
  state.strings(['Error', 'Cause']);
  for (const name of ['Error', 'Cause']) {
    state.atMostOne([name, `${name}Path`]);
    const value = state.object[`${name}Path`];
    if (typeof value === 'string' && isIntrinsic(value)) checkIntrinsic(state, `${name}Path`, value);
    else state.path(`${name}Path`, 'reference');
  }
}

function checkIntrinsic(state: Checked, field: string, value: string): void {
  try {
    parseIntrinsic(value);
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
    state.report(error.message, state.at(field));
  }
}

function checkMap(state: Checked): void {
  if (state.atMostOne(['ItemProcessor', 'Iterator']) === 0) state.required(['ItemProcessor']);
  state.atMostOne(['ItemSelector', 'Parameters']);
  state.atMostOne(['MaxConcurrency', 'MaxConcurrencyPath']);
  state.number('MaxConcurrency', 0, LONGEST_SECONDS);
  state.path('MaxConcurrencyPath', 'reference');
  state.path('ItemsPath', 'path');
}
