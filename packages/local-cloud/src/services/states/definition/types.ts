import type { Json, JsonObject } from '../../../aws/json.ts';

/** A definition that passed `checkDefinition`: field names are the Amazon States Language's own. */
export interface Definition extends StateGraph {
  readonly Comment?: string;
  readonly TimeoutSeconds?: number;
  readonly QueryLanguage?: QueryLanguage;
}

export type QueryLanguage = 'JSONPath' | 'JSONata';

/** The states of a machine, of a branch of a Parallel state, or of an item processor. */
export interface StateGraph {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

export type State =
  | PassState
  | TaskState
  | ChoiceState
  | WaitState
  | SucceedState
  | FailState
  | ParallelState
  | MapState;
export type StateType = State['Type'];

interface Common {
  /** `JSONata`, else JSONPath: set in each state when the definition is loaded. */
  readonly QueryLanguage?: QueryLanguage;
}

interface InputOutput extends Common {
  readonly Assign?: JsonObject;
  /** JSONata's; the paths are JSONPath's. */
  readonly Output?: Json;
  readonly InputPath?: string | null;
  readonly OutputPath?: string | null;
}

interface Transition {
  readonly Next?: string;
  readonly End?: boolean;
}

interface Result {
  readonly ResultSelector?: JsonObject;
  readonly ResultPath?: string | null;
}

/** States that can report an error. */
interface Fallible {
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
}

export interface PassState extends InputOutput, Transition {
  readonly Type: 'Pass';
  readonly Parameters?: Json;
  readonly Result?: Json;
  readonly ResultPath?: string | null;
}

export interface TaskState extends InputOutput, Transition, Result, Fallible {
  readonly Type: 'Task';
  readonly Resource: string;
  readonly Parameters?: Json;
  readonly Arguments?: Json;
  /** Numbers, or JSONata expressions for them. */
  readonly TimeoutSeconds?: number | string;
  readonly TimeoutSecondsPath?: string;
  readonly HeartbeatSeconds?: number | string;
  readonly HeartbeatSecondsPath?: string;
}

export interface ChoiceState extends InputOutput {
  readonly Type: 'Choice';
  readonly Choices: readonly (ChoiceRule & { readonly Next: string })[];
  readonly Default?: string;
}

/** `And`, `Or`, `Not`, or `Variable` with one comparison operator; of JSONata a `Condition`. */
export interface ChoiceRule {
  readonly Condition?: boolean | string;
  readonly Assign?: JsonObject;
  readonly Output?: Json;
  readonly And?: readonly ChoiceRule[];
  readonly Or?: readonly ChoiceRule[];
  readonly Not?: ChoiceRule;
  readonly Variable?: string;
  readonly [operator: string]: unknown;
}

export interface WaitState extends InputOutput, Transition {
  readonly Type: 'Wait';
  readonly Seconds?: number | string;
  readonly SecondsPath?: string;
  readonly Timestamp?: string;
  readonly TimestampPath?: string;
}

export interface SucceedState extends InputOutput {
  readonly Type: 'Succeed';
}

export interface FailState extends Common {
  readonly Type: 'Fail';
  readonly Error?: string;
  readonly ErrorPath?: string;
  readonly Cause?: string;
  readonly CausePath?: string;
}

export interface ParallelState extends InputOutput, Transition, Result, Fallible {
  readonly Type: 'Parallel';
  readonly Parameters?: Json;
  readonly Arguments?: Json;
  readonly Branches: readonly StateGraph[];
}

export interface MapState extends InputOutput, Transition, Result, Fallible {
  readonly Type: 'Map';
  readonly ItemsPath?: string;
  readonly Items?: Json;
  readonly ItemSelector?: Json;
  /** The older name of ItemSelector. */
  readonly Parameters?: Json;
  readonly ItemProcessor?: StateGraph;
  /** The older name of ItemProcessor. */
  readonly Iterator?: StateGraph;
  readonly MaxConcurrency?: number | string;
  readonly MaxConcurrencyPath?: string;
}

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: 'FULL' | 'NONE';
}

export interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  readonly ResultPath?: string | null;
  readonly Assign?: JsonObject;
  readonly Output?: Json;
}
