import { fail } from '../step-functions.ts';

/** A page's length: 100 unless told. */
export const pageLength = (maxResults = 0): number => (maxResults === 0 ? 100 : maxResults);

/** Where the next page begins, for the very request that it was given out for. */
export function pageToken(request: string, next: number): string {
  return Buffer.from(JSON.stringify([request, next])).toString('base64url');
}

/** Throws InvalidToken for any other request's token, or none of ours. */
export function readPageToken(token: string, request: string): number {
  try {
    const [of, next] = JSON.parse(Buffer.from(token, 'base64url').toString()) as [string, number];
    if (of === request && typeof next === 'number') return next;
  } catch {}
  return fail('InvalidToken', "Invalid Token: 'Invalid token'");
}
