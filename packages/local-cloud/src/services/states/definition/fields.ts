import type { StateType } from './types.ts';

/**
 * Every field that the interpreter gives a meaning to, per place. A definition with any other field is refused when it
 * is loaded: a field that is ignored is a workflow that does something else than it says.
 */
const EVERYWHERE = ['Type', 'Comment', 'QueryLanguage'];
const INPUT_OUTPUT = ['InputPath', 'OutputPath'];
const TRANSITION = ['Next', 'End'];
const RESULT = ['ResultSelector', 'ResultPath'];
const FALLIBLE = ['Retry', 'Catch'];

const STATE_FIELDS: Readonly<Record<StateType, readonly string[]>> = {
  Pass: [...INPUT_OUTPUT, ...TRANSITION, 'Parameters', 'Result', 'ResultPath'],
  Task: [
    ...[...INPUT_OUTPUT, ...TRANSITION, ...RESULT, ...FALLIBLE, 'Resource', 'Parameters'],
    ...['TimeoutSeconds', 'TimeoutSecondsPath', 'HeartbeatSeconds', 'HeartbeatSecondsPath'],
  ],
  Choice: [...INPUT_OUTPUT, 'Choices', 'Default'],
  Wait: [...INPUT_OUTPUT, ...TRANSITION, 'Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'],
  Succeed: INPUT_OUTPUT,
  Fail: ['Error', 'ErrorPath', 'Cause', 'CausePath'],
  Parallel: [...INPUT_OUTPUT, ...TRANSITION, ...RESULT, ...FALLIBLE, 'Parameters', 'Branches'],
  Map: [
    ...[...INPUT_OUTPUT, ...TRANSITION, ...RESULT, ...FALLIBLE, 'ItemsPath', 'ItemSelector', 'Parameters'],
    ...['ItemProcessor', 'Iterator', 'MaxConcurrency', 'MaxConcurrencyPath'],
  ],
};

export const STATE_TYPES = Object.keys(STATE_FIELDS) as StateType[];
export const MACHINE_FIELDS = ['Comment', 'StartAt', 'States', 'TimeoutSeconds', 'Version', 'QueryLanguage'];
export const BRANCH_FIELDS = ['Comment', 'StartAt', 'States', 'QueryLanguage'];
export const PROCESSOR_FIELDS = [...BRANCH_FIELDS, 'ProcessorConfig'];
export const RETRIER_FIELDS = [
  ...['ErrorEquals', 'IntervalSeconds', 'MaxAttempts', 'BackoffRate', 'MaxDelaySeconds', 'JitterStrategy'],
  'Comment',
];
export const CATCHER_FIELDS = ['ErrorEquals', 'Next', 'ResultPath', 'Comment'];

export function fieldsOf(type: StateType): readonly string[] {
  return [...EVERYWHERE, ...STATE_FIELDS[type]];
}

/** Fields of the language that are real, but not done here yet: refused with this reason. */
export const NOT_DONE: Readonly<Record<string, string>> = {
  Arguments: 'JSONata',
  Assign: 'workflow variables',
  Condition: 'JSONata',
  Credentials: 'a role of its own for one task',
  ItemBatcher: 'Distributed Map',
  ItemReader: 'Distributed Map',
  Items: 'JSONata',
  Label: 'Distributed Map',
  Output: 'JSONata',
  ResultWriter: 'Distributed Map',
  ToleratedFailureCount: 'Distributed Map',
  ToleratedFailureCountPath: 'Distributed Map',
  ToleratedFailurePercentage: 'Distributed Map',
  ToleratedFailurePercentagePath: 'Distributed Map',
};
