import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { Failed } from '../errors.ts';
import type { Runtime } from '../runtime.ts';

/** An object as a listing has it. */
export interface StoredObject {
  readonly key: string;
  readonly bytes: number;
  readonly modifiedAt: Date;
}

/** Objects below a prefix, and the folders right below it where a delimiter is given. */
export async function listObjects(
  runtime: Runtime,
  bucket: string,
  prefix: string,
  delimiter?: '/',
): Promise<{ objects: StoredObject[]; folders: string[] }> {
  const objects: StoredObject[] = [];
  const folders: string[] = [];
  let token: string | undefined;
  do {
    const page = await runtime.client(S3Client).send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        Delimiter: delimiter,
        ContinuationToken: token,
      }),
      { abortSignal: runtime.signal },
    );
    for (const { Key, Size, LastModified } of page.Contents ?? [])
      if (Key) objects.push({ key: Key, bytes: Size ?? 0, modifiedAt: LastModified ?? new Date(0) });
    for (const { Prefix } of page.CommonPrefixes ?? []) if (Prefix) folders.push(Prefix);
    token = page.NextContinuationToken;
  } while (token);
  return { objects, folders };
}

/** Most keys of one DeleteObjects request. */
const MOST_KEYS = 1000;

/** Deletes objects in this order; throws Failed that names the first one that S3 refused to delete. */
export async function deleteObjects(
  runtime: Runtime,
  bucket: string,
  keys: readonly string[],
): Promise<void> {
  for (let i = 0; i < keys.length; i += MOST_KEYS) {
    const Objects = keys.slice(i, i + MOST_KEYS).map((Key) => ({ Key }));
    const { Errors = [] } = await runtime
      .client(S3Client)
      .send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }), {
        abortSignal: runtime.signal,
      });
    const [refused] = Errors;
    if (refused)
      throw new Failed(`s3://${bucket}/${refused.Key} was not deleted: ${refused.Code} ${refused.Message}`);
  }
}

/** The text of an object; undefined where there is none. */
export async function readText(runtime: Runtime, bucket: string, key: string): Promise<string | undefined> {
  const answer = await get(runtime, bucket, key);
  return answer === 'empty' ? '' : answer?.Body?.transformToString();
}

/** Hashes of a whole object, hex; undefined where there is none. */
export async function hashesOf(
  runtime: Runtime,
  bucket: string,
  key: string,
): Promise<{ sha256: string; md5: string } | undefined> {
  const answer = await get(runtime, bucket, key);
  if (answer === 'empty' || !answer?.Body) return undefined;
  const [sha256, md5] = [createHash('sha256'), createHash('md5')];
  for await (const chunk of answer.Body as Readable) {
    sha256.update(chunk as Uint8Array);
    md5.update(chunk as Uint8Array);
  }
  return { sha256: sha256.digest('hex'), md5: md5.digest('hex') };
}

/** Brings a whole object into a file; false where there is none. */
export async function download(
  runtime: Runtime,
  bucket: string,
  key: string,
  path: string,
): Promise<boolean> {
  const answer = await get(runtime, bucket, key);
  if (answer === undefined) return false;
  const body = answer === 'empty' ? [] : (answer.Body as Readable);
  await pipeline(body, createWriteStream(path));
  return true;
}

/** Bytes of an object and its whole size; undefined where there is none. `range` as in HTTP: `bytes=-8`. */
export async function readRange(
  runtime: Runtime,
  bucket: string,
  key: string,
  range: string,
): Promise<{ bytes: Uint8Array; size: number } | undefined> {
  const answer = await get(runtime, bucket, key, range);
  if (answer === 'empty') return { bytes: new Uint8Array(), size: 0 };
  if (!answer?.Body) return undefined;
  const bytes = await answer.Body.transformToByteArray();
  return { bytes, size: Number(answer.ContentRange?.split('/')[1] ?? bytes.byteLength) };
}

async function get(runtime: Runtime, Bucket: string, Key: string, Range?: string) {
  try {
    return await runtime.client(S3Client).send(new GetObjectCommand({ Bucket, Key, Range }), {
      abortSignal: runtime.signal,
    });
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    // No range lies within an object of zero bytes: 416.
    if (error instanceof S3ServiceException && error.name === 'InvalidRange') return 'empty' as const;
    throw error;
  }
}
