import type { Shape } from '../aws/call.ts';
import { ServiceError } from '../aws/errors.ts';

/** A member of an operation's input that must be there; throws ValidationException as AWS's own parsers do. */
export function required(input: Shape, name: string): string {
  const value = input[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new ServiceError(
    'ValidationException',
    `1 validation error detected: Value at '${name}' failed to satisfy constraint: Member must not be null`,
  );
}

/** An optional string member. */
export const optional = (input: Shape, name: string): string | undefined =>
  input[name] === undefined || input[name] === null ? undefined : String(input[name]);
