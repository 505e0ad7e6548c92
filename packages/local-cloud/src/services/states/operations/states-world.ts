import type { Call, Shape } from '../../../aws/call.ts';
import { NotSupported, ServiceError } from '../../../aws/errors.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { LegacyOperation } from '../../../kernel/legacy.ts';
import type { Executions } from '../executions/executions.ts';
import type { ExecutionSummary } from '../executions/index-file.ts';
import type { Machine } from '../machines/machine.ts';
import type { Machines } from '../machines/machines.ts';
import type { Serves } from '../tasks/served.ts';

/** What the operations of this service stand on. */
export interface StatesWorld {
  readonly kernel: Kernel;
  readonly machines: Machines;
  readonly executions: Executions;
  readonly serves: Serves;
}

/** An operation before it knows its service. */
export type StatesOperation = (world: StatesWorld) => LegacyOperation;

/** Checks the ARN, the caller's right to do `action` with it, and that the machine exists: in AWS's order. */
export function authorizedMachine(world: StatesWorld, call: Call, input: Shape, action: string): Machine {
  const arn = requiredArn(input, 'stateMachineArn');
  const [, qualifier] = /:stateMachine:[^:]+:(.+)$/.exec(arn) ?? [];
  if (qualifier !== undefined)
    throw new NotSupported(`The version or alias '${qualifier}' of a state machine`);
  world.kernel.authorize(call.caller, `states:${action}`, arn);
  return (
    world.machines.get(arn) ?? fail('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`)
  );
}

/** The same for an execution. */
export function authorizedExecution(
  world: StatesWorld,
  call: Call,
  input: Shape,
  action: string,
): ExecutionSummary {
  const arn = requiredArn(input, 'executionArn');
  world.kernel.authorize(call.caller, `states:${action}`, arn);
  return (
    world.executions.index.get(arn) ?? fail('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`)
  );
}

export function requiredArn(input: Shape, member: string): string {
  const value = required(input, member);
  if (/^arn:aws[\w-]*:states:/.test(value)) return value;
  return fail('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${value}'`);
}

export function required(input: Shape, member: string): string {
  const value = optional(input, member);
  return value ?? invalid(`Value null at '${member}' failed to satisfy constraint: Member must not be null`);
}

export function optional(input: Shape, member: string): string | undefined {
  const value = input[member];
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string'
    ? value
    : invalid(`Value at '${member}' failed to satisfy constraint: Member must be a string`);
}

/** A member with a fixed set of values. */
export function oneOf(input: Shape, member: string, values: readonly string[]): string | undefined {
  const value = optional(input, member);
  if (value === undefined || values.includes(value)) return value;
  return invalid(
    `Value '${value}' at '${member}' failed to satisfy constraint: Member must satisfy enum value set: [${values.join(', ')}]`,
  );
}

/** A page's length: 100 unless told, 1000 at most. */
export function pageLength(input: Shape): number {
  const value = input.maxResults ?? 0;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > 1000) {
    return invalid(
      `Value '${String(value)}' at 'maxResults' failed to satisfy constraint: Member must be between 0 and 1000`,
    );
  }
  return value === 0 ? 100 : value;
}

/** API reference: a definition has at most 1 MiB. */
const LONGEST_DEFINITION = 1_048_576;

/** The definition of a state machine or of a state. */
export function definitionText(input: Shape): string {
  const text = required(input, 'definition');
  if (text.length <= LONGEST_DEFINITION) return text;
  return invalid(
    `Value at 'definition' failed to satisfy constraint: Member must have length less than or equal to ${LONGEST_DEFINITION}`,
  );
}

const LONGEST_NAME = 80;
/** White space, brackets, wildcards, special and control characters (API reference, CreateStateMachine, StartExecution). */
const NOT_IN_NAMES = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]/u;

/** The name of a state machine or of an execution. */
export function validName(name: string): string {
  if (name.length >= 1 && name.length <= LONGEST_NAME && !NOT_IN_NAMES.test(name)) return name;
  return fail('InvalidName', `Invalid Name: '${name}'`);
}

export function invalid(what: string): never {
  return fail('ValidationException', `1 validation error detected: ${what}`);
}

export function fail(code: string, message: string): never {
  throw new ServiceError(code, message);
}
