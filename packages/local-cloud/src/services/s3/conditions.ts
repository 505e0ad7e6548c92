import { notImplemented } from '../../wire/content/failures.ts';
import { noSuchKey, preconditionFailed } from './failures.ts';
import type { Check, Version } from './object-store.ts';

/** The conditions of a read. */
export interface ReadConditions {
  readonly IfMatch?: string;
  readonly IfNoneMatch?: string;
  readonly IfModifiedSince?: Date;
  readonly IfUnmodifiedSince?: Date;
}

const bare = (etag: string): string => etag.trim().replace(/^W\//, '').replaceAll('"', '');
const names = (header: string, version: Version): boolean =>
  header.split(',').some((etag) => bare(etag) === '*' || bare(etag) === version.etag);
/** HTTP dates have whole seconds. */
const seconds = (millis: number): number => Math.floor(millis / 1000) * 1000;

/** Throws PreconditionFailed, or gives `true` where the answer is 304 Not Modified. */
export function checkRead(conditions: ReadConditions, version: Version): boolean {
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } = conditions;
  const modifiedAt = seconds(version.lastModified);
  if (IfMatch !== undefined && !names(IfMatch, version)) throw preconditionFailed('If-Match');
  if (IfMatch === undefined && IfUnmodifiedSince && modifiedAt > IfUnmodifiedSince.getTime())
    throw preconditionFailed('If-Unmodified-Since');
  if (IfNoneMatch !== undefined) return names(IfNoneMatch, version);
  return IfModifiedSince !== undefined && modifiedAt <= IfModifiedSince.getTime();
}

/** The conditions of a write, to be checked before its body is read and again in the turn in which it is written. */
export function writeCheck(
  { IfMatch, IfNoneMatch }: Pick<ReadConditions, 'IfMatch' | 'IfNoneMatch'>,
  key: string,
): Check {
  if (IfNoneMatch !== undefined && IfNoneMatch !== '*')
    throw notImplemented(`If-None-Match: ${IfNoneMatch} of a write (S3 knows * only)`);
  return (current) => {
    if (IfNoneMatch !== undefined && current) throw preconditionFailed('If-None-Match');
    if (IfMatch !== undefined && !current) throw noSuchKey(key);
    if (IfMatch !== undefined && current && !names(IfMatch, current)) throw preconditionFailed('If-Match');
  };
}
