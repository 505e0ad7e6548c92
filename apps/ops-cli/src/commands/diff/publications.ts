import type { RawManifest, SourceFile } from '@tlc-elt/contracts';
import { Failed } from '../../errors.ts';

/** The publications that are compared. */
export interface Chosen {
  readonly before: RawManifest;
  readonly after: RawManifest;
}

const sentence = ({ source: { etag, last_modified } }: RawManifest): string =>
  `${etag} (published ${last_modified.slice(0, 10)})`;

/** The publication of a start of an ETag; throws Failed where it fits none, or several. */
export function named(kept: readonly RawManifest[], start: string, next: string): RawManifest {
  const exact = kept.find(({ source }) => source.etag === start);
  const [found, another] = exact ? [exact] : kept.filter(({ source }) => source.etag.startsWith(start));
  if (found && another === undefined) return found;
  throw new Failed(
    found
      ? `${JSON.stringify(start)} is the start of several ETags: ${kept
          .filter(({ source }) => source.etag.startsWith(start))
          .map(sentence)
          .join(', ')}`
      : `raw has no publication whose ETag starts with ${JSON.stringify(start)}, but ${kept.map(sentence).join(', ')}`,
    next,
  );
}

/**
 * The loaded publication and the newest one; where they are the same, the one before and it.
 * Throws Failed where there is only one.
 */
export function loadedAndNewest(
  kept: readonly RawManifest[],
  loaded: string | undefined,
  next: string,
): Chosen {
  const [newest, ...earlier] = kept.toSorted(newestFirst);
  const before = earlier.find(({ source }) => source.etag === loaded) ?? earlier[0];
  if (newest && before) return { before, after: newest };
  throw new Failed(
    `there is nothing to compare: raw has one publication, ${kept.map(sentence).join()}`,
    next,
  );
}

const newestFirst = (one: RawManifest, other: RawManifest): number =>
  Date.parse(other.source.last_modified) - Date.parse(one.source.last_modified) ||
  other.ingested_at.localeCompare(one.ingested_at);

/** What to say of a publication that the publisher has and raw has not. */
export const notKept = ({ etag, last_modified }: SourceFile): string =>
  `the publisher has another publication, ${etag} of ${last_modified.slice(0, 10)}, which raw has not`;
