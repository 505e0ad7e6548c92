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

/** One page of a list and the token of the next: tokens are offsets, opaque to clients. */
export function page<T>(
  items: readonly T[],
  token: unknown,
  size: number,
): { items: T[]; nextToken?: string } {
  const start =
    token === undefined || token === null || token === ''
      ? 0
      : Number(Buffer.from(String(token), 'base64url').toString());
  if (!Number.isInteger(start) || start < 0)
    throw new ServiceError('InvalidNextToken', `the token ${String(token)} was not given by an earlier page`);
  const end = start + size;
  return {
    items: items.slice(start, end),
    ...(end < items.length ? { nextToken: Buffer.from(String(end)).toString('base64url') } : {}),
  };
}
