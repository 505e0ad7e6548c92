import { fail } from '../step-functions.ts';

/** White space, brackets, wildcards, special and control characters (API reference, CreateStateMachine, StartExecution). */
const NOT_IN_NAMES = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]/u;

/** The name of a state machine or of an execution. */
export const validName = (name: string): string =>
  NOT_IN_NAMES.test(name) ? fail('InvalidName', `Invalid Name: '${name}'`) : name;
