import { ServiceError } from '../aws/errors.ts';

const tokenOf = (start: number): string => Buffer.from(String(start)).toString('base64url');

/** Where a token's page begins; throws on a token that no page gave. */
function startOf(token: string): number {
  const start = Number(Buffer.from(token, 'base64url').toString());
  if (Number.isInteger(start) && start >= 0 && tokenOf(start) === token) return start;
  throw new ServiceError('InvalidNextToken', `the token ${token} was not given by an earlier page`);
}

/** One page of a list and the token of the next: tokens are offsets, opaque to clients. */
export function page<T>(
  items: readonly T[],
  token: unknown,
  size: number,
): { items: T[]; nextToken?: string } {
  const start = token === undefined || token === null || token === '' ? 0 : startOf(String(token));
  const end = start + size;
  return {
    items: items.slice(start, end),
    ...(end < items.length ? { nextToken: tokenOf(end) } : {}),
  };
}
