import type { Json } from '../../../aws/json.ts';
import { SyntaxFault } from '../language/faults.ts';
import { isIntrinsic, parseIntrinsic } from '../language/intrinsics/parse.ts';
import { isExpression } from '../language/jsonata/expression.ts';
import { parseTimestamp } from '../language/timestamps.ts';
import { checkAssign } from './check-assign.ts';
import { checkChoiceRule, checkQueryRule } from './check-choice.ts';
import { checkErrorHandling } from './check-errors.ts';
import type { Checked } from './diagnostics.ts';
import { fieldsOf, STATE_TYPES } from './fields.ts';
import type { QueryLanguage, StateType } from './types.ts';

const LONGEST_SECONDS = 99_999_999;

/** What the service integrations say of a Task state's Resource and Parameters: `at` is the field's place. */
export type TaskRules = (
  resource: string,
  parameters: Json | undefined,
) => readonly { message: string; at: string }[];

/** Checks one state without the states inside it. */
export function checkState(state: Checked, rules: TaskRules, machine: QueryLanguage): StateType | undefined {
  const type = STATE_TYPES.find((known) => known === state.object.Type);
  if (!type) {
    const values = '[Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map]';
    state.report(`The field 'Type' should have one of these values: ${values}`, state.at('Type'));
    return undefined;
  }
  const language = languageOf(state, machine);
  const fields = fieldsOf(type, language);
  state.only(fields);
  state.strings(['Comment', 'Next', 'Default', 'Resource']);
  if (language === 'JSONPath') checkPaths(state);
  else checkQueries(state, type);
  checkAssign(state, language, WITH_RESULT.includes(type) ? ['result'] : []);
  if (fields.includes('Next')) checkTransition(state);
  if (fields.includes('Catch')) checkErrorHandling(state, language);
  CHECKS[type]?.(state, rules, language);
  return type;
}

const WITH_RESULT: readonly StateType[] = ['Task', 'Parallel', 'Map'];

/** The state's own QueryLanguage, else the machine's; a JSONata machine has JSONata states only. */
export function languageOf(state: Checked, machine: QueryLanguage): QueryLanguage {
  const own = checkLanguage(state);
  if (own === 'JSONPath' && machine === 'JSONata') {
    const message = "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine";
    state.report(message, state.location);
  }
  return own ?? machine;
}

/** The QueryLanguage field of a machine or state. */
export function checkLanguage(owner: Checked): QueryLanguage | undefined {
  const language = owner.object.QueryLanguage;
  if (language === undefined || language === 'JSONPath' || language === 'JSONata') return language;
  owner.report("QueryLanguage is 'JSONPath' or 'JSONata'", owner.at('QueryLanguage'));
  return undefined;
}

function checkPaths(state: Checked): void {
  for (const field of ['InputPath', 'OutputPath']) state.path(field, 'path', true);
  for (const field of ['Parameters', 'ResultSelector', 'ItemSelector']) state.template(field);
  state.path('ResultPath', 'result', true);
}

function checkQueries(state: Checked, type: StateType): void {
  for (const field of ['Arguments', 'ItemSelector']) state.query(field);
  if (type === 'Map' && !Array.isArray(state.object.Items)) state.query('Items', [], true);
  else state.query('Items');
  state.query('Output', WITH_RESULT.includes(type) ? ['result'] : []);
}

type Check = (state: Checked, rules: TaskRules, language: QueryLanguage) => void;

const CHECKS: Partial<Record<StateType, Check>> = {
  Task: checkTask,
  Choice: (state, _, language) => {
    state.required(['Choices']);
    state.list('Choices', 1, (rule) =>
      language === 'JSONata' ? checkQueryRule(rule) : checkChoiceRule(rule, true),
    );
  },
  Wait: (state, _, language) => checkWait(state, language),
  Fail: (state, _, language) => checkFail(state, language),
  Parallel: (state) => state.required(['Branches']),
  Map: (state, _, language) => checkMap(state, language),
};

function checkTransition(state: Checked): void {
  if (state.atMostOne(['Next', 'End']) === 0) state.report('These fields are required: [Next] or [End]');
  if (state.has('End') && state.get('End') !== true) state.report('Expected the value true', state.at('End'));
}

function checkTask(state: Checked, rules: TaskRules, language: QueryLanguage): void {
  state.required(['Resource']);
  state.atMostOne(['TimeoutSeconds', 'TimeoutSecondsPath']);
  state.atMostOne(['HeartbeatSeconds', 'HeartbeatSecondsPath']);
  state.numberOrQuery('TimeoutSeconds', 1, LONGEST_SECONDS, language);
  state.numberOrQuery('HeartbeatSeconds', 1, LONGEST_SECONDS, language);
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
  const field = language === 'JSONata' ? 'Arguments' : 'Parameters';
  const given = state.object[field];
  // What an expression gives is known when the task starts.
  const unknown = language === 'JSONata' && typeof given === 'string' && isExpression(given);
  for (const problem of rules(Resource, given)) {
    if (unknown && problem.at.startsWith('Parameters')) continue;
    state.report(problem.message, state.at(problem.at.replace(/^Parameters/, field)));
  }
}

function checkWait(state: Checked, language: QueryLanguage): void {
  const given = state.atMostOne(['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath']);
  if (given === 0) state.report('One of [Seconds, SecondsPath, Timestamp, TimestampPath] is required');
  state.numberOrQuery('Seconds', 0, LONGEST_SECONDS, language);
  state.path('SecondsPath', 'reference');
  state.path('TimestampPath', 'reference');
  const { Timestamp } = state.object;
  if (language === 'JSONata' && typeof Timestamp === 'string' && isExpression(Timestamp)) {
    state.query('Timestamp');
    return;
  }
  if (Timestamp !== undefined && (typeof Timestamp !== 'string' || !parseTimestamp(Timestamp))) {
    state.report('String does not match RFC3339 timestamp', state.at('Timestamp'));
  }
}

function checkFail(state: Checked, language: QueryLanguage): void {
  state.strings(['Error', 'Cause']);
  if (language === 'JSONata') {
    for (const field of ['Error', 'Cause']) state.query(field);
    return;
  }
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

function checkMap(state: Checked, language: QueryLanguage): void {
  if (state.atMostOne(['ItemProcessor', 'Iterator']) === 0) state.required(['ItemProcessor']);
  state.atMostOne(['ItemSelector', 'Parameters']);
  state.atMostOne(['MaxConcurrency', 'MaxConcurrencyPath']);
  state.numberOrQuery('MaxConcurrency', 0, LONGEST_SECONDS, language);
  state.path('MaxConcurrencyPath', 'reference');
  state.path('ItemsPath', 'path');
}
