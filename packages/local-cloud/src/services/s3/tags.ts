import type { Tag } from '@aws-sdk/client-s3';
import type { Shape } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';

/** "Categorizing your storage using tags": tags of an object. */
const MOST_TAGS = 10;

/** Throws InvalidTag on tags that S3 would refuse. */
export function checkTags(
  pairs: readonly (readonly [string, string])[],
  most = MOST_TAGS,
): Record<string, string> {
  if (pairs.length > most) throw new ServiceError('BadRequest', `Object tags cannot be greater than ${most}`);
  for (const [name, value] of pairs) {
    if (name === '' || name.length > 128)
      throw new ServiceError('InvalidTag', `The TagKey you have provided is invalid: ${name}`);
    if (value.length > 256)
      throw new ServiceError('InvalidTag', `The TagValue you have provided is invalid: ${value}`);
  }
  const tags = Object.fromEntries(pairs);
  if (Object.keys(tags).length !== pairs.length)
    throw new ServiceError('InvalidTag', 'Cannot provide multiple Tags with the same key');
  return tags;
}

/** Tags of a set; throws InvalidTag. */
export const tagsOfSet = (set: readonly Tag[], most?: number): Record<string, string> =>
  checkTags(
    set.map(({ Key = '', Value = '' }) => [Key, Value] as const),
    most,
  );

/** Tags that stand in one text, a query string. */
export const tagsOfText = (text: string | undefined): { tags?: Record<string, string> } =>
  text ? { tags: checkTags([...new URLSearchParams(text)]) } : {};

export const tagSet = (tags: Readonly<Record<string, string>>): Shape => ({
  TagSet: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
});
