import { invalidArgument } from '../../wire/content/failures.ts';

const MARK = 'after ';
const written = (after: string): string => Buffer.from(MARK + after).toString('base64');

/** The token of a listing's next page: the name that the page ended with. */
export const continuationToken = (last: { readonly name: string } | undefined): string | undefined =>
  last && written(last.name);

/** The name behind which a token's page begins; throws InvalidArgument on a token that no listing gave. */
export function continuedAfter(token: string): string {
  const after = Buffer.from(token, 'base64').toString().slice(MARK.length);
  if (written(after) !== token) throw invalidArgument('The continuation token provided is incorrect');
  return after;
}
