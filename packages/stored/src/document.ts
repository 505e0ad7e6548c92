import type * as z from 'zod';
import type { Bucket } from './bucket.ts';

/** The value of JSON; null where there is no text, or it is none. */
export function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}

/** What a document of a bucket says; undefined where there is none, or it is no such document. */
export const documentAt = async <T>(
  bucket: Pick<Bucket, 'text'>,
  schema: z.ZodType<T>,
  key: string,
): Promise<T | undefined> => schema.safeParse(parseJson(await bucket.text(key))).data;
