import type { IncomingHttpHeaders } from 'node:http';
import { noSuchKey, notImplemented, preconditionFailed } from './failures.ts';
import type { Check, Version } from './object-store.ts';

const bare = (etag: string): string => etag.trim().replace(/^W\//, '').replaceAll('"', '');
const names = (header: string, version: Version): boolean =>
  header.split(',').some((etag) => bare(etag) === '*' || bare(etag) === version.etag);
/** HTTP dates have whole seconds. */
const seconds = (millis: number): number => Math.floor(millis / 1000) * 1000;

/** Conditions of a read: throws PreconditionFailed, or gives `true` where the answer is 304 Not Modified. */
export function checkRead(headers: IncomingHttpHeaders, version: Version, prefix = ''): boolean {
  const header = (name: string): string | undefined => headers[`${prefix}${name}`] as string | undefined;
  const match = header('if-match');
  const noneMatch = header('if-none-match');
  const unmodified = header('if-unmodified-since');
  const modified = header('if-modified-since');
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

/** The conditions of a write, to be checked before its body is read and again in the turn in which it is written. */
export function writeCheck(headers: IncomingHttpHeaders, key: string): Check {
  const noneMatch = headers['if-none-match'];
  const match = headers['if-match'];
  if (noneMatch !== undefined && noneMatch !== '*')
    throw notImplemented(`If-None-Match: ${noneMatch} of a write (S3 knows * only)`);
  return (current) => {
    if (noneMatch !== undefined && current) throw preconditionFailed('If-None-Match');
    if (match !== undefined && !current) throw noSuchKey(key);
    if (match !== undefined && current && !names(match, current)) throw preconditionFailed('If-Match');
  };
}
