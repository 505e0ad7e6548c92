import { ServiceError } from '../aws/errors.ts';

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
