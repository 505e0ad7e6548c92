import { receiveDocument } from './body.ts';
import { malformedXml } from './failures.ts';
import { checkTags } from './headers.ts';
import { versionHeader } from './put-object.ts';
import { wanted } from './read-object.ts';
import { bucketOf, type S3Operation, type S3Request, send, sendXml } from './request.ts';
import { fromXml, items } from './xml.ts';

/** `<Tagging>` of a set of tags. */
export const tagSet = (tags: Readonly<Record<string, string>>): object => ({
  TagSet: { Tag: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) },
});

/** Tags of a request's `<Tagging>`; throws MalformedXML, InvalidTag. */
export async function receiveTags(request: S3Request, most?: number): Promise<Record<string, string>> {
  const document = fromXml(await receiveDocument(request), 'Tagging');
  if (!document) throw malformedXml();
  const tags = items<{ Key?: string; Value?: string }>(
    (document.TagSet as { Tag?: unknown } | undefined)?.Tag,
  );
  return checkTags(
    tags.map(({ Key = '', Value = '' }) => [Key, Value] as const),
    most,
  );
}

export const getTagging: S3Operation = (request) => {
  const version = wanted(request, 'GetObjectTagging', 'GetObjectVersionTagging');
  sendXml(request, 'Tagging', tagSet(version.tags ?? {}), versionHeader(bucketOf(request).objects, version));
};

export const putTagging: S3Operation = async (request) => {
  wanted(request, 'PutObjectTagging', 'PutObjectVersionTagging');
  const tags = await receiveTags(request);
  const version = wanted(request, 'PutObjectTagging', 'PutObjectVersionTagging');
  const { objects } = bucketOf(request);
  objects.update(request.key, { ...version, tags });
  send(request, 200, versionHeader(objects, version));
};

export const deleteTagging: S3Operation = (request) => {
  const { tags: _, ...version } = wanted(request, 'DeleteObjectTagging', 'DeleteObjectVersionTagging');
  const { objects } = bucketOf(request);
  objects.update(request.key, version);
  send(request, 204, versionHeader(objects, version));
};
