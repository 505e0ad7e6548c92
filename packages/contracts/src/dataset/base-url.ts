import * as z from 'zod';
import { isLoopback } from '../redirection.ts';

/** Why an address is no publisher's; undefined where it may be one. */
function problemOf(address: string): string | undefined {
  if (!URL.canParse(address)) return 'is no address';
  const { protocol, username, password } = new URL(address);
  if (username !== '' || password !== '') return 'has a user or a password in it';
  if (/[?#]/.test(address)) return 'has a query or a fragment, after which no path can stand';
  // What comes without TLS may be anybody's; on this machine a folder or a test stands in for the publisher.
  if (protocol === 'https:' || (protocol === 'http:' && isLoopback(address))) return undefined;
  return `begins with ${protocol}//, and a publisher is asked by https: only`;
}

/** A publisher's base address. */
export const BaseUrl = z.string().superRefine((address, { addIssue }) => {
  const message = problemOf(address);
  if (message !== undefined)
    addIssue({ code: 'custom', message: `${JSON.stringify(address.slice(0, 200))} ${message}` });
});
