import type { IncomingHttpHeaders } from 'node:http';
import { preconditionFailed } from './failures.ts';
import type { Version } from './object-store.ts';

const bare = (etag: string): string => etag.trim().replace(/^W\//, '').replaceAll('"', '');
const names = (header: string, version: Version): boolean =>
  header.split(',').some((etag) => bare(etag) === '*' || bare(etag) === version.etag);
/** HTTP dates have whole seconds. */
const seconds = (millis: number): number => Math.floor(millis / 1000) * 1000;

/** Conditions of a read: throws PreconditionFailed, or gives `true` where the answer is 304 Not Modified. */
export function checkRead(headers: IncomingHttpHeaders, version: Version, prefix = ''): boolean {
  const header = (name: string): string | undefined => headers[`${prefix}${name}`] as string | undefined;
  const [match, noneMatch, unmodified, modified] = [
    'if-match',
    'if-none-match',
    'if-unmodified-since',
    'if-modified-since',
  ].map(header);
  if (match !== undefined && !names(match, version)) throw preconditionFailed('If-Match');
  if (
    match === undefined &&
    unmodified !== undefined &&
    seconds(version.lastModified) > Date.parse(unmodified)
  )
    throw preconditionFailed('If-Unmodified-Since');
  if (noneMatch !== undefined) return names(noneMatch, version);
  return modified !== undefined && seconds(version.lastModified) <= Date.parse(modified);
}

/** Conditions of a write against what is there; called again right before the write, in the same turn. */
export function checkWrite(headers: IncomingHttpHeaders, current: Version | undefined): void {
  if (headers['if-none-match'] !== undefined && current) throw preconditionFailed('If-None-Match');
  const match = headers['if-match'];
  if (match !== undefined && (!current || !names(match, current))) throw preconditionFailed('If-Match');
}
