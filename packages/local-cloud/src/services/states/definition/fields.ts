import type { QueryLanguage, StateType } from './types.ts';

/**
 * Every field that the interpreter gives a meaning to, per place. A definition with any other field is refused when it
 * is loaded: a field that is ignored is a workflow that does something else than it says.
 */
const EVERYWHERE = ['Type', 'Comment', 'QueryLanguage'];
const INPUT_OUTPUT = ['InputPath', 'OutputPath'];
const TRANSITION = ['Next', 'End'];
const RESULT = ['ResultSelector', 'ResultPath'];
const FALLIBLE = ['Retry', 'Catch'];

const PATH_FIELDS: Readonly<Record<StateType, readonly string[]>> = {
  Pass: [...INPUT_OUTPUT, ...TRANSITION, 'Parameters', 'Result', 'ResultPath', 'Assign'],
  Task: [
    ...[...INPUT_OUTPUT, ...TRANSITION, ...RESULT, ...FALLIBLE, 'Resource', 'Parameters', 'Assign'],
    'TimeoutSeconds',
    'TimeoutSecondsPath',
    'HeartbeatSeconds',
    'HeartbeatSecondsPath',
  ],
  Choice: [...INPUT_OUTPUT, 'Choices', 'Default', 'Assign'],
  Wait: [...INPUT_OUTPUT, ...TRANSITION, 'Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath', 'Assign'],
  Succeed: INPUT_OUTPUT,
  Fail: ['Error', 'ErrorPath', 'Cause', 'CausePath'],
  Parallel: [...INPUT_OUTPUT, ...TRANSITION, ...RESULT, ...FALLIBLE, 'Parameters', 'Branches', 'Assign'],
  Map: [
    ...[...INPUT_OUTPUT, ...TRANSITION, ...RESULT, ...FALLIBLE, 'ItemsPath', 'ItemSelector', 'Parameters'],
    'ItemProcessor',
    'Iterator',
    'MaxConcurrency',
    'MaxConcurrencyPath',
    'Assign',
  ],
};

/** The same where the state's QueryLanguage is JSONata. */
const QUERY_FIELDS: Readonly<Record<StateType, readonly string[]>> = {
  Pass: [...TRANSITION, 'Output', 'Assign'],
  Task: [
    ...[...TRANSITION, ...FALLIBLE, 'Resource', 'Arguments', 'Output', 'Assign'],
    'TimeoutSeconds',
    'HeartbeatSeconds',
  ],
  Choice: ['Choices', 'Default', 'Output', 'Assign'],
  Wait: [...TRANSITION, 'Seconds', 'Timestamp', 'Output', 'Assign'],
  Succeed: ['Output'],
  Fail: ['Error', 'Cause'],
  Parallel: [...TRANSITION, ...FALLIBLE, 'Arguments', 'Branches', 'Output', 'Assign'],
  Map: [
    ...[...TRANSITION, ...FALLIBLE, 'Items', 'ItemSelector', 'ItemProcessor', 'MaxConcurrency'],
    'Output',
    'Assign',
  ],
};

export const STATE_TYPES = Object.keys(PATH_FIELDS) as StateType[];
export const MACHINE_FIELDS = ['Comment', 'StartAt', 'States', 'TimeoutSeconds', 'Version', 'QueryLanguage'];
export const BRANCH_FIELDS = ['Comment', 'StartAt', 'States'];
export const PROCESSOR_FIELDS = [...BRANCH_FIELDS, 'ProcessorConfig'];
export const RETRIER_FIELDS = [
  'ErrorEquals',
  'IntervalSeconds',
  'MaxAttempts',
  'BackoffRate',
  'MaxDelaySeconds',
  'JitterStrategy',
  'Comment',
];
export const CATCHER_FIELDS: Readonly<Record<QueryLanguage, readonly string[]>> = {
  JSONPath: ['ErrorEquals', 'Next', 'ResultPath', 'Assign', 'Comment'],
  JSONata: ['ErrorEquals', 'Next', 'Output', 'Assign', 'Comment'],
};

export function fieldsOf(type: StateType, language: QueryLanguage): readonly string[] {
  return [...EVERYWHERE, ...(language === 'JSONata' ? QUERY_FIELDS : PATH_FIELDS)[type]];
}

/** Fields of the language that are real, but not done here yet: refused with this reason. */
export const NOT_DONE: Readonly<Record<string, string>> = {
  Credentials: 'a role of its own for one task',
  ItemBatcher: 'Distributed Map',
  ItemReader: 'Distributed Map',
  Label: 'Distributed Map',
  ResultWriter: 'Distributed Map',
  ToleratedFailureCount: 'Distributed Map',
  ToleratedFailureCountPath: 'Distributed Map',
  ToleratedFailurePercentage: 'Distributed Map',
  ToleratedFailurePercentagePath: 'Distributed Map',
};
